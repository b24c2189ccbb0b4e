package dev.casement.pipeline.engine;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildListener;
import dev.casement.units.SteadyClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs stages one after the other, reports to the listener, and records how long each took. */
public final class Stages {
  private final Scope scope;
  private final Clock clock;
  private final Clock timer;
  private final BuildListener listener;
  private final List<StageTime> times = new ArrayList<>();
  private Optional<Stage<?, ?>> current = Optional.empty();

  public Stages(Scope scope, Clock clock, BuildListener listener) {
    this.scope = scope;
    this.clock = clock;
    this.timer = new SteadyClock(clock);
    this.listener = listener;
  }

  public <I, O> O run(Stage<I, O> stage, I input) {
    Instant started = clock.instant();
    Optional<Stage.Skip<O>> skip = stage.skip(input);
    if (skip.isPresent()) {
      String why = skip.get().why();
      listener.on(new BuildEvent.StageSkipped(started, stage.name(), why));
      times.add(new StageTime(stage.name(), started, Duration.ZERO, Optional.of(why)));
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
    times.add(new StageTime(stage.name(), started, elapsed, Optional.empty()));
    listener.on(new BuildEvent.StageFinished(clock.instant(), stage.name(), elapsed));
    return output;
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
