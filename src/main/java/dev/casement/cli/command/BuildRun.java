package dev.casement.cli.command;

import dev.casement.cli.console.Interrupts;
import dev.casement.cli.console.LastWords;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.ErrorReport;
import dev.casement.cli.output.ProgressListener;
import dev.casement.http.ProxyVariables;
import dev.casement.pipeline.Build;
import dev.casement.pipeline.Services;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.output.Publishing;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs a build as a command does: shows its progress and its failure, and stops it on Ctrl-C.
 *
 * <p>Whoever reads events gets a last one in any case, also when it fails before the build begins.
 */
final class BuildRun {
  /**
   * Longer than a virtual machine and its helpers need to be gone, or half an image in a store:
   * VirtualBox may take 45 seconds to switch one off, and 30 more before it can be changed.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Surroundings surroundings;
  private final BuildFlags flags;
  private final CommandRunner commands;

  BuildRun(Surroundings surroundings, BuildFlags flags) {
    this.surroundings = surroundings;
    this.flags = flags;
    this.commands = surroundings.commands().get();
  }

  /** What is to be built, and how. */
  record Order(Recipe recipe, BuildOptions options, Optional<Publishing> publishing) {}

  /** Works out what is to be built. */
  @FunctionalInterface
  interface Preparation {
    Order prepare(CommandRunner commands, BuildListener listener);
  }

  /** Prepares and builds; the exit code. */
  int run(Preparation preparation, boolean debug) {
    try (Interrupts interrupts =
        new Interrupts(Thread.currentThread(), surroundings.err(), PATIENCE)) {
      LastWords lastWords;
      Optional<BuildException> failure;
      try (ProgressListener progress = flags.progress().listener(surroundings)) {
        lastWords = new LastWords(progress);
        failure = attempt(preparation, lastWords);
        failure.ifPresent(e -> lastWords.ensureFailure(e, surroundings.clock().instant()));
      }
      return failure
          .map(
              e -> {
                int code =
                    new ErrorReport(surroundings.err(), debug)
                        .show(e, lastWords.failure(), lastWords.stageElapsed());
                return interrupts.exitCode().orElse(code);
              })
          .orElse(0);
    }
  }

  private Optional<BuildException> attempt(Preparation preparation, LastWords listener) {
    try {
      Order order = preparation.prepare(commands, listener);
      Services services =
          new Services(
              commands,
              flags.hypervisor(order.recipe(), commands, surroundings.clock()),
              new ProxyVariables(surroundings.environment()),
              surroundings.clock(),
              listener);
      new Build(order.recipe(), order.options(), services, order.publishing()).run();
      return Optional.empty();
    } catch (BuildException e) {
      return Optional.of(e);
    } catch (RuntimeException e) {
      return Optional.of(BuildException.defect(e));
    }
  }
}
