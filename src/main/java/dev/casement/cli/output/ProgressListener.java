package dev.casement.cli.output;

import dev.casement.report.BuildListener;
import java.io.PrintStream;
import java.time.Clock;

/** A listener that shows a build; closing it shows what is left and restores the terminal. */
public interface ProgressListener extends BuildListener, AutoCloseable {
  @Override
  void close();

  /** The one for programs: a JSON object a line. */
  static ProgressListener json(PrintStream out) {
    return new JsonListener(out);
  }

  /** The one for logs: a line for what is worth one. */
  static ProgressListener plain(PrintStream out) {
    return new PlainListener(out);
  }

  /** The one for people at a terminal: finished stages, and a live line for the one that runs. */
  static ProgressListener console(PrintStream out, ConsoleStyle style, Clock clock) {
    return new ConsoleListener(out, style, clock);
  }
}
