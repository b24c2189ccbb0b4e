package dev.casement.units;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for time limits: it starts at the time of another clock and then advances only while this
 * host is awake. Neither a suspended host nor a corrected system clock makes it jump.
 *
 * <p>It follows {@link System#nanoTime()}, which on Linux is CLOCK_MONOTONIC and does not count
 * suspended time (clock_gettime(2)). On Windows it does.
 */
public final class SteadyClock extends Clock {
  private final Instant start;
  private final LongSupplier nanoTime;
  private final long startNanos;

  public SteadyClock(Clock clock) {
    this(clock, System::nanoTime);
  }

  SteadyClock(Clock clock, LongSupplier nanoTime) {
    this.start = clock.instant();
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  @Override
  public Instant instant() {
    return start.plus(Duration.ofNanos(nanoTime.getAsLong() - startNanos));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("limits have no time zone");
  }
}
