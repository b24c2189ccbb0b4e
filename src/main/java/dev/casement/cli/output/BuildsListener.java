package dev.casement.cli.output;

import dev.casement.report.BuildListener;
import java.io.PrintStream;
import java.time.Clock;
import java.util.function.Function;

/** Shows builds that run at the same time; closing it as {@link ProgressListener#close()}. */
public interface BuildsListener extends AutoCloseable {
  /** The listener of the build with this name. */
  BuildListener of(String build);

  @Override
  void close();

  /** For programs: one JSON object per line, which names its build. */
  static BuildsListener json(PrintStream out) {
    return lines(build -> new JsonListener(out, build));
  }

  /** For logs: one line per significant change, which names its build. */
  static BuildsListener plain(PrintStream out) {
    return lines(build -> new PlainListener(out, build));
  }

  /** For people at a terminal: a live line for each build. */
  static BuildsListener console(PrintStream out, ConsoleStyle style, Clock clock) {
    return new LiveLines(out, style, clock);
  }

  private static BuildsListener lines(Function<String, BuildListener> each) {
    return new BuildsListener() {
      @Override
      public BuildListener of(String build) {
        return each.apply(build);
      }

      @Override
      public void close() {}
    };
  }
}
