package dev.casement.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant NOON = Instant.parse("2026-02-03T12:00:00Z");

  @Test
  void advancesWithTheTimeThatTheHostIsAwakeAndWithNothingElse() {
    AtomicLong awake = new AtomicLong(-17);
    Clock clock = new SteadyClock(Clock.fixed(NOON, ZoneOffset.UTC), awake::get);

    awake.addAndGet(Duration.ofMinutes(5).toNanos());

    assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofMinutes(5)));
  }
}
