package dev.casement.cli.output;

import dev.casement.report.BuildListener;
import java.io.PrintStream;
import java.time.Clock;

/** A listener that shows a build; closing it prints pending output and restores the terminal. */
public interface ProgressListener extends BuildListener, AutoCloseable {
  @Override
  void close();

  /** Prints pending output, and leaves the terminal alone until the next event. */
  default void pause() {}

  /** For programs: one JSON object per line. */
  static ProgressListener json(PrintStream out) {
    return new JsonListener(out);
  }

  /** For logs: one line per significant change. */
  static ProgressListener plain(PrintStream out) {
    return new PlainListener(out);
  }

  /** For people at a terminal: finished stages, and a live line for the running one. */
  static ProgressListener console(PrintStream out, ConsoleStyle style, Clock clock) {
    return new ConsoleListener(out, style, clock);
  }
}
