package dev.casement.cli.failure;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.Words;
import dev.casement.pipeline.engine.OnError;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What becomes of a build whose stage fails; the words are Packer's. */
public final class OnErrorOption {
  private enum What {
    CLEANUP,
    ABORT,
    ASK;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final class Whats extends Words<What> {
    Whats() {
      super(List.of(What.values()));
    }
  }

  @Option(
      names = "--on-error",
      paramLabel = "WHAT",
      description =
          "When a stage fails: cleanup leaves only the evidence, abort leaves the machine running"
              + " and keeps its disk and media, ask lets you choose, or try the stage again:"
              + " ${COMPLETION-CANDIDATES} (default: cleanup).",
      completionCandidates = Whats.class,
      converter = Whats.class)
  private What what = What.CLEANUP;

  /**
   * Requires that only one build may ask.
   *
   * @throws BuildException USAGE if several would
   */
  public void requireOneBuild() {
    if (what == What.ASK) {
      throw new BuildException(
          Failure.USAGE,
          "--on-error ask is for one recipe",
          "use --on-error abort, which keeps what fails, or build one recipe at a time");
    }
  }

  /**
   * What the build does.
   *
   * @param quiet makes the progress leave the terminal alone until the next event
   * @throws BuildException USAGE if nobody can be asked
   */
  public OnError choice(Surroundings surroundings, Runnable quiet) {
    return switch (what) {
      case CLEANUP -> OnError.CLEAN_UP;
      case ABORT -> OnError.ABORT;
      case ASK -> {
        if (!surroundings.terminal().isPresent()) {
          throw new BuildException(
              Failure.USAGE,
              "--on-error ask needs a terminal to ask on",
              "use --on-error abort, which keeps everything for you to examine");
        }
        Question question = new Question(surroundings.terminal(), surroundings.err());
        yield (stage, failure) -> {
          quiet.run();
          return question.ask(stage, failure);
        };
      }
    };
  }
}
