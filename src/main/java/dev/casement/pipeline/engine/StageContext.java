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
 * @param limit counted from {@code started}
 * @param before the stages that are done
 */
public record StageContext(
    String stage,
    Limit limit,
    Instant started,
    List<StageTime> before,
    Scope scope,
    Clock clock,
    BuildListener listener) {

  public StageContext {
    before = List.copyOf(before);
  }

  /** When the stage is given up. */
  public Instant deadline() {
    return started.plus(limit.time());
  }

  /** Tells the user how a sub-step of the host is getting on. */
  public void progress(String text) {
    progress(Optional.empty(), OptionalInt.empty(), text);
  }

  public void progress(Optional<String> step, OptionalInt percent, String text) {
    listener.on(new BuildEvent.StageProgress(clock.instant(), stage, step, percent, text));
  }

  /** Tells of what happens in a machine. */
  public void tell(BuildEvent event) {
    listener.on(event);
  }

  public void warn(String text) {
    listener.on(new BuildEvent.Warning(clock.instant(), text));
  }

  /** What is left of the limit, never less than a millisecond. */
  public Duration remaining() {
    Duration left = Duration.between(clock.instant(), deadline());
    return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
  }

  /**
   * Ends the stage when its time is over or the user has cancelled it; long loops call it.
   *
   * @throws BuildException TIME_LIMIT or CANCELLED
   */
  public void checkOnTime() {
    if (Thread.currentThread().isInterrupted()) {
      throw BuildException.cancelled();
    }
    if (!clock.instant().isBefore(deadline())) {
      throw new BuildException(
          Failure.TIME_LIMIT,
          stage + " did not finish within its limit of " + Durations.format(limit.time()),
          limit.remedy());
    }
  }
}
