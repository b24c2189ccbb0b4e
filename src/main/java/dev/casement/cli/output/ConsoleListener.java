package dev.casement.cli.output;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildListener;
import java.io.PrintStream;
import java.time.Clock;

/** Draws one build on a terminal: finished stages, and a live line for the running one. */
final class ConsoleListener implements ProgressListener {
  private final LiveLines lines;
  private final BuildListener build;

  ConsoleListener(PrintStream out, ConsoleStyle style, Clock clock) {
    this.lines = new LiveLines(out, style, clock);
    this.build = lines.only();
  }

  @Override
  public void on(BuildEvent event) {
    build.on(event);
  }

  @Override
  public void pause() {
    lines.pause();
  }

  @Override
  public void close() {
    lines.close();
  }
}
