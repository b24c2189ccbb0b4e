package dev.casement.cli.output;

import dev.casement.report.BuildEvent.BuildFailed;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import dev.casement.units.Durations;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;

/** Shows a failure: what happened and where, which evidence was kept, and what to do. */
public final class ErrorReport {
  private final PrintStream err;
  private final boolean debug;
  private final String about;

  /**
   * @param debug whether stack traces are shown
   */
  public ErrorReport(PrintStream err, boolean debug) {
    this(err, debug, Optional.empty());
  }

  /**
   * @param build the name of the build, if it is one of several
   */
  public ErrorReport(PrintStream err, boolean debug, Optional<String> build) {
    this.err = err;
    this.debug = debug;
    this.about = build.map(name -> name + ": ").orElse("");
  }

  /** Shows a failure outside of a build's stages; returns its exit code. */
  public int show(BuildException e) {
    return show(e, Optional.empty(), Optional.empty());
  }

  /**
   * Shows a failure; returns its exit code.
   *
   * @param event the event of the same failure
   * @param elapsed how long its stage ran
   */
  public int show(BuildException e, Optional<BuildFailed> event, Optional<Duration> elapsed) {
    Optional<String> stage = event.flatMap(BuildFailed::stage);
    String after = elapsed.map(time -> ", after " + Durations.format(time)).orElse("");
    String where = stage.map(name -> " (stage " + name + after + ")").orElse("");
    Iterator<String> lines = Printable.lines(e.what()).lines().iterator();
    String first = lines.hasNext() ? lines.next() : "";
    boolean heading = first.endsWith(":");
    String what = heading ? first.substring(0, first.length() - 1) : first;
    print("error: " + about + what + where + (heading ? ":" : ""));
    lines.forEachRemaining(line -> print("  " + line));
    Optional<Path> evidence = event.flatMap(BuildFailed::evidence);
    evidence.ifPresent(path -> print("  evidence: " + Printable.line(path.toString())));
    print((evidence.isPresent() ? "  next:     " : "  next: ") + Printable.line(e.remedy()));
    for (Throwable also : e.getSuppressed()) {
      // The user needs to know what was not cleaned up.
      if (also instanceof BuildException failure) {
        print("  also:  " + Printable.line(failure.what() + "; " + failure.remedy()));
      }
    }
    if (debug) {
      printStackTrace(e);
    }
    return e.failure().exitCode();
  }

  /** Shows a defect of Casement; returns its exit code. */
  public int showDefect(Throwable e) {
    print("error: a defect of Casement: " + Printable.line(e.toString()));
    if (debug) {
      printStackTrace(e);
    } else {
      print("  next: run again with --debug, and report what it prints");
    }
    return Failure.INTERNAL.exitCode();
  }

  private void printStackTrace(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    // Leading tabs belong to the trace and are harmless.
    trace
        .toString()
        .lines()
        .forEach(
            line -> {
              String text = line.replaceFirst("^\t+", "");
              print(line.substring(0, line.length() - text.length()) + Printable.line(text));
            });
  }

  private void print(String line) {
    err.print(line + "\n");
  }
}
