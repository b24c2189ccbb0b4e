package dev.casement.cli.command;

import dev.casement.cli.console.Interrupts;
import dev.casement.cli.console.LastWords;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.ErrorReport;
import dev.casement.cli.output.ProgressListener;
import dev.casement.cli.web.LiveView;
import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.pipeline.Build;
import dev.casement.pipeline.Services;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.OnError;
import dev.casement.pipeline.output.Publishing;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Runs a build for a command: shows its progress and failure, and stops it on Ctrl-C.
 *
 * <p>Listeners always receive a last event, even if the command fails before the build begins.
 */
final class BuildRun {
  /**
   * Longer than it takes to stop a virtual machine and its helpers, or to delete an incomplete
   * image from a store: VirtualBox may take 45 seconds to switch a machine off, and 30 more before
   * it can be changed.
   */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Surroundings surroundings;
  private final BuildFlags flags;
  private final CommandRunner commands;

  BuildRun(Surroundings surroundings, BuildFlags flags) {
    this.surroundings = surroundings;
    this.flags = flags;
    this.commands = surroundings.commands().get();
  }

  /**
   * What to build, and how.
   *
   * @param rehearsal whether the guest is a stand-in, which reaches nothing
   */
  record Order(
      Recipe recipe, BuildOptions options, Optional<Publishing> publishing, boolean rehearsal) {
    Order(Recipe recipe, BuildOptions options, Optional<Publishing> publishing) {
      this(recipe, options, publishing, false);
    }
  }

  /** Works out what to build. */
  @FunctionalInterface
  interface Preparation {
    Order prepare(CommandRunner commands, BuildListener listener);
  }

  /** Prepares and builds; returns the exit code. */
  int run(Preparation preparation, boolean debug) {
    try (Interrupts interrupts =
        new Interrupts(Thread.currentThread(), surroundings.err(), PATIENCE)) {
      LastWords lastWords;
      Optional<BuildException> failure;
      try (ProgressListener progress = flags.progress().listener(surroundings)) {
        lastWords = new LastWords(progress);
        failure = shown(preparation, lastWords, progress::pause);
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

  /** Does so on the live page, too, if the user wants one. */
  private Optional<BuildException> shown(
      Preparation preparation, BuildListener listener, Runnable quiet) {
    try (LiveView view = flags.web().open(surroundings)) {
      LastWords watched = new LastWords(view.heard("", listener));
      Optional<BuildException> failure =
          attempt(preparation, watched, quiet, hypervisor -> view.watched("", hypervisor));
      failure.ifPresent(e -> watched.ensureFailure(e, surroundings.clock().instant()));
      return failure;
    } catch (BuildException e) {
      return Optional.of(e);
    }
  }

  /**
   * Prepares and builds; returns the failure, if any.
   *
   * @param quiet makes the progress leave the terminal alone until the next event
   * @param watched makes the hypervisor one whose machines can be looked at
   */
  Optional<BuildException> attempt(
      Preparation preparation,
      BuildListener listener,
      Runnable quiet,
      UnaryOperator<Hypervisor> watched) {
    try {
      OnError onError = flags.onError().choice(surroundings, quiet);
      Order order = preparation.prepare(commands, listener);
      Services services =
          new Services(
              commands,
              watched.apply(flags.hypervisor(order, commands, surroundings)),
              new ProxyVariables(surroundings.environment()),
              surroundings.clock(),
              listener,
              onError);
      new Build(order.recipe(), order.options(), services, order.publishing()).run();
      return Optional.empty();
    } catch (BuildException e) {
      return Optional.of(e);
    } catch (RuntimeException e) {
      return Optional.of(BuildException.defect(e));
    }
  }
}
