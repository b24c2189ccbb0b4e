package dev.casement.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("host-locale")
class DurationsTest {
  @ParameterizedTest
  @CsvSource({"45s,PT45S", "90m,PT1H30M", "2h30m,PT2H30M", "1h05m07s,PT1H5M7S", "0s,PT0S"})
  void readsHoursMinutesAndSeconds(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "5", "h", "5d", "-5m", "1m2h", "1.5h", "9999999h"})
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"7,7s", "60,1m", "252,4m12s", "3600,1h", "3900,1h05m", "3607,1h00m07s"})
  void writesThemShort(long seconds, String text) {
    assertThat(Durations.format(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Property
  void readsWhatItWrites(@ForAll @LongRange(min = 0, max = 1_000_000) long seconds) {
    Duration duration = Duration.ofSeconds(seconds);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }
}
