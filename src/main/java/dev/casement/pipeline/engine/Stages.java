package dev.casement.pipeline.engine;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import dev.casement.units.SteadyClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs stages one after the other, reports to the listener, and records how long each took. */
public final class Stages {
  private final Scope scope;
  private final OnError onError;
  private final Clock clock;
  private final Clock timer;
  private final BuildListener listener;
  private final List<StageTime> times = new ArrayList<>();
  private Optional<Stage<?, ?>> current = Optional.empty();

  /**
   * @param onError decides whether a stage that has failed runs again, and whether the scope keeps
   *     its work
   */
  public Stages(Scope scope, Clock clock, BuildListener listener, OnError onError) {
    this.onError = onError;
    this.scope = scope;
    this.clock = clock;
    this.timer = new SteadyClock(clock);
    this.listener = listener;
  }

  /**
   * Runs a stage, again if it fails and the user wants that.
   *
   * @throws BuildException when it has failed for good
   */
  public <I, O> O run(Stage<I, O> stage, I input) {
    int acquired = scope.size();
    while (true) {
      try {
        return attempt(stage, input);
      } catch (RuntimeException e) {
        if (!retries(stage, e instanceof BuildException known ? known : BuildException.defect(e))) {
          throw e;
        }
        scope.closeBeyond(acquired);
      }
    }
  }

  private boolean retries(Stage<?, ?> stage, BuildException failure) {
    boolean cancelled =
        failure.failure() == Failure.CANCELLED || Thread.currentThread().isInterrupted();
    switch (cancelled ? onError.whenCancelled() : onError.choose(stage.name(), failure)) {
      case CLEAN_UP -> scope.keepWork(false);
      case ABORT -> {}
      case RETRY -> {
        return true;
      }
    }
    return false;
  }

  private <I, O> O attempt(Stage<I, O> stage, I input) {
    Instant started = clock.instant();
    Optional<Stage.Skip<O>> skip = stage.skip(input);
    if (skip.isPresent()) {
      String outcome = skipped(stage, skip.get(), started);
      times.add(new StageTime(stage.name(), started, Duration.ZERO, outcome));
      return skip.get().output();
    }
    current = Optional.of(stage);
    listener.on(new BuildEvent.StageStarted(started, stage.name(), stage.limit().time()));
    StageContext context =
        new StageContext(
            stage.name(),
            stage.limit(),
            started,
            times(),
            scope,
            clock,
            Deadline.in(stage.limit().time(), timer),
            listener);
    O output = stage.run(input, context);
    Duration elapsed = context.elapsed();
    times.add(StageTime.done(stage.name(), started, elapsed));
    listener.on(new BuildEvent.StageFinished(clock.instant(), stage.name(), elapsed));
    return output;
  }

  /** Reports a stage that does not run; returns the outcome for the record. */
  private String skipped(Stage<?, ?> stage, Stage.Skip<?> skip, Instant at) {
    return switch (skip) {
      case Stage.Skip.Unneeded<?>(String why, _) -> {
        listener.on(new BuildEvent.StageSkipped(at, stage.name(), why));
        yield "skipped: " + why;
      }
      case Stage.Skip.Continued<?>(Instant kept, _) -> {
        listener.on(new BuildEvent.StageContinued(at, stage.name(), kept));
        yield "continued: from the checkpoint of " + kept.truncatedTo(ChronoUnit.SECONDS);
      }
    };
  }

  /** The stage that is running, or ran last. */
  public Optional<Stage<?, ?>> current() {
    return current;
  }

  /** The completed stages, in order. */
  private List<StageTime> times() {
    return List.copyOf(times);
  }
}
