package dev.casement.pipeline.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When something is given up.
 *
 * @param end by the timer
 * @param timer a clock that neither jumps nor counts the time in which the host is suspended
 */
public record Deadline(Instant end, Clock timer) {
  /** The deadline after this time, counted from now. */
  public static Deadline in(Duration time, Clock timer) {
    return new Deadline(timer.instant().plus(time), timer);
  }

  public boolean isOver() {
    return !timer.instant().isBefore(end);
  }

  /** The remaining time, at least a millisecond. */
  public Duration remaining() {
    Duration left = Duration.between(timer.instant(), end);
    return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
  }
}
