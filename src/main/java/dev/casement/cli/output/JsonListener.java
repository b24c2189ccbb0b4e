package dev.casement.cli.output;

import dev.casement.report.BuildEvent;
import java.io.PrintStream;

/** Prints each event immediately, as one line of JSON. */
final class JsonListener implements ProgressListener {
  private final PrintStream out;
  private final EventJson json = new EventJson();

  JsonListener(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    out.print(json.write(event) + "\n");
    out.flush();
  }

  @Override
  public void close() {}
}
