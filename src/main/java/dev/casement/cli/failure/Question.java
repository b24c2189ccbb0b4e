package dev.casement.cli.failure;

import dev.casement.cli.console.Terminal;
import dev.casement.pipeline.engine.OnError.Choice;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Asks the user what to do about a stage that has failed. */
final class Question {
  private final Terminal terminal;
  private final PrintStream err;

  Question(Terminal terminal, PrintStream err) {
    this.terminal = terminal;
    this.err = err;
  }

  /**
   * Waits for the answer; the end of the input and an empty line are the first one.
   *
   * @throws BuildException CANCELLED when interrupted meanwhile
   */
  Choice ask(String stage, BuildException failure) {
    err.print(stage + " failed: " + Printable.lines(failure.what()) + "\n");
    err.print("  next: " + Printable.line(failure.remedy()) + "\n");
    while (true) {
      err.print(
          "[c] clean up and exit, [a] exit without cleaning up, or [r] run %s again? "
              .formatted(stage));
      err.flush();
      String answer = answer().orElse("").strip().toLowerCase(Locale.ROOT);
      switch (answer) {
        case "", "c" -> {
          return Choice.CLEAN_UP;
        }
        case "a" -> {
          return Choice.ABORT;
        }
        case "r" -> {
          return Choice.RETRY;
        }
        default -> err.print("\"" + Printable.line(answer) + "\" is none of c, a and r\n");
      }
    }
  }

  /** Reads on a thread of its own, since reading cannot be interrupted. */
  private Optional<String> answer() {
    FutureTask<Optional<String>> line = new FutureTask<>(terminal::readLine);
    Thread.ofPlatform().daemon().name("answer").start(line);
    try {
      return line.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BuildException.cancelled();
    } catch (ExecutionException e) {
      throw new BuildException(
          Failure.HOST,
          "the answer cannot be read: " + e.getCause(),
          "use --on-error abort, which keeps everything for you to examine",
          e);
    }
  }
}
