package dev.casement.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {
  private static final Job PLAIN =
      new Job(
          "install",
          "0123456789abcdef0123456789abcdef",
          List.of(
              new JobStep(
                  "sign-off",
                  "Check",
                  List.of("cmd.exe"),
                  Duration.ofMinutes(5),
                  Set.of(0),
                  Set.of(),
                  Set.of())));

  private static final Job LINGERING = PLAIN.lingering(Duration.ofSeconds(20));

  @Test
  void powersOffAtOnceUnlessItLingers() {
    assertThat(PLAIN.linger()).isZero();
    assertThat(JobXml.write(PLAIN)).doesNotContain("linger");
    assertThat(JobXml.write(PLAIN.lingering(Duration.ZERO))).isEqualTo(JobXml.write(PLAIN));
  }

  /** In whole seconds, which shutdown.exe takes. */
  @ParameterizedTest
  @CsvSource({"PT20S, 20", "PT10M, 600", "PT1.5S, 2", "PT0.000000001S, 1"})
  void tellsTheRunnerHowLong(Duration linger, String seconds) {
    assertThat(JobXml.write(PLAIN.withinResets(8).lingering(linger)))
        .contains(" restarts=\"7\" linger=\"" + seconds + "\">\n");
  }

  @Test
  void lingersWithinResetsAndIsComparedWithout() {
    assertThat(LINGERING.withinResets(8))
        .isEqualTo(PLAIN.withinResets(8).lingering(LINGERING.linger()));
    assertThat(LINGERING.withoutLimits()).isEqualTo(PLAIN.withoutLimits());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1S", "PT10M0.000000001S", "PT24H"})
  void refusesToLingerForLongerThanTenMinutes(Duration linger) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PLAIN.lingering(linger))
        .withMessageContaining("ten minutes");
  }
}
