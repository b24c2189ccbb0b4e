package dev.casement.pipeline.engine;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildListener;
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
  private final BuildListener listener;
  private final List<StageTime> times = new ArrayList<>();
  private Optional<String> current = Optional.empty();

  public Stages(Scope scope, Clock clock, BuildListener listener) {
    this.scope = scope;
    this.clock = clock;
    this.listener = listener;
  }

  public <I, O> O run(Stage<I, O> stage, I input) {
    Instant started = clock.instant();
    current = Optional.of(stage.name());
    listener.on(new BuildEvent.StageStarted(started, stage.name(), stage.limit()));
    StageContext context =
        new StageContext(stage.name(), stage.limit(), started, scope, clock, listener);
    O output = stage.run(input, context);
    Duration elapsed = Duration.between(started, clock.instant());
    times.add(new StageTime(stage.name(), started, elapsed, Optional.empty()));
    listener.on(new BuildEvent.StageFinished(clock.instant(), stage.name(), elapsed));
    return output;
  }

  /** Leaves a stage out; {@code why} says so to the user and in the record. */
  public <O> O skip(Class<? extends Stage<?, O>> stage, String why, O output) {
    Instant now = clock.instant();
    listener.on(new BuildEvent.StageSkipped(now, stage.getSimpleName(), why));
    times.add(new StageTime(stage.getSimpleName(), now, Duration.ZERO, Optional.of(why)));
    return output;
  }

  /** The stage that runs or ran last. */
  public Optional<String> current() {
    return current;
  }

  /** The stages that are done, in order. */
  public List<StageTime> times() {
    return List.copyOf(times);
  }
}
