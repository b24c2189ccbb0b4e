package dev.casement.pipeline.engine;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import dev.casement.units.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a running stage may use: the build's scope, a clock with a deadline, and a listener.
 *
 * @param started by {@code clock}
 * @param before the completed stages
 * @param clock the time of day, for events and records
 * @param deadline when the stage is stopped; its timer is for everything that has a limit
 */
public record StageContext(
    String stage,
    Limit limit,
    Instant started,
    List<StageTime> before,
    Scope scope,
    Clock clock,
    Deadline deadline,
    BuildListener listener) {

  public StageContext {
    before = List.copyOf(before);
  }

  /** Reports the progress of a sub-step on the host. */
  public void progress(String text) {
    progress(Optional.empty(), OptionalInt.empty(), text);
  }

  public void progress(Optional<String> step, OptionalInt percent, String text) {
    listener.on(new BuildEvent.StageProgress(clock.instant(), stage, step, percent, text));
  }

  /** Reports an event that only some stages have. */
  public void tell(BuildEvent event) {
    listener.on(event);
  }

  public void warn(String text) {
    listener.on(new BuildEvent.Warning(clock.instant(), text));
  }

  /** The same stage with this time left, for one that had to wait for somebody else. */
  public StageContext fromNow(Duration left) {
    return new StageContext(
        stage, limit, started, before, scope, clock, Deadline.in(left, deadline.timer()), listener);
  }

  /** How long the stage has been running, from when its limit is counted. */
  public Duration elapsed() {
    return Duration.between(deadline.end().minus(limit.time()), deadline.timer().instant());
  }

  /** The remaining time, at least a millisecond. */
  public Duration remaining() {
    return deadline.remaining();
  }

  /**
   * Stops the stage if its time is over or the user has cancelled it; to be called in long loops.
   *
   * @throws BuildException TIME_LIMIT or CANCELLED
   */
  public void checkOnTime() {
    if (Thread.currentThread().isInterrupted()) {
      throw BuildException.cancelled();
    }
    if (deadline.isOver()) {
      throw new BuildException(
          Failure.TIME_LIMIT,
          stage + " did not finish within its limit of " + Durations.format(limit.time()),
          limit.remedy());
    }
  }
}
