package dev.casement.cli.output;

import dev.casement.pipeline.events.EventJson;
import dev.casement.report.BuildEvent;
import java.io.PrintStream;

/** Prints each event immediately, as one line of JSON. */
final class JsonListener implements ProgressListener {
  private final PrintStream out;
  private final EventJson json;

  JsonListener(PrintStream out) {
    this(out, new EventJson());
  }

  /** For one of several builds, whose name is in each object. */
  JsonListener(PrintStream out, String build) {
    this(out, new EventJson(build));
  }

  private JsonListener(PrintStream out, EventJson json) {
    this.out = out;
    this.json = json;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    out.print(json.write(event) + "\n");
    out.flush();
  }

  @Override
  public void close() {}
}
