package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.windows.WindowsTimeZone;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HardwareClockTest {
  @ParameterizedTest
  @CsvSource({
    "UTC, utc",
    "W. Europe Standard Time, 2026-07-01T14:00:00",
    "W. Europe Standard Time_dstoff, 2026-07-01T13:00:00",
    "Newfoundland Standard Time, 2026-07-01T09:30:00",
    "Line Islands Standard Time, 2026-07-02T02:00:00",
  })
  void showsTheGuestsLocalTimeAtTheStart(String zone, String expected) {
    Instant start = Instant.parse("2026-07-01T12:00:00.987Z");

    assertThat(HardwareClock.at(start, zone(zone))).isEqualTo(expected);
  }

  /** Run by a real shell, whose date knows the zones. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "W. Europe Standard Time",
        "W. Europe Standard Time_dstoff",
        "Newfoundland Standard Time_dstoff",
        "India Standard Time_dstoff"
      })
  void aShellFindsTheSame(String zone) {
    Instant now = Instant.now();
    String echo = HostCommand.of(Duration.ofMinutes(1), "echo", base(zone(zone))).replay();
    String script = HardwareClock.line(zone(zone), now) + HardwareClock.unquoted(echo);

    String shown =
        new SystemCommandRunner()
            .runOk(HostCommand.of(Duration.ofMinutes(1), "sh", "-euc", script))
            .stdout()
            .strip();

    assertThat(shown).startsWith("base=").endsWith(",driftfix=slew");
    String time = shown.substring("base=".length(), shown.indexOf(','));
    Assertions.assertThat(LocalDateTime.parse(time))
        .isCloseTo(
            LocalDateTime.parse(HardwareClock.at(now, zone(zone))),
            Assertions.within(2, ChronoUnit.MINUTES));
  }

  @Test
  void utcNeedsNoShell() {
    assertThat(HardwareClock.line(WindowsTimeZone.UTC, Instant.EPOCH)).isEmpty();
    assertThat(base(WindowsTimeZone.UTC)).isEqualTo("base=utc,driftfix=slew");
    assertThat(zone("UTC").offset(Instant.EPOCH)).isEqualTo(ZoneOffset.UTC);
  }

  private static String base(WindowsTimeZone zone) {
    return "base=" + HardwareClock.inShell(zone) + ",driftfix=slew";
  }

  private static WindowsTimeZone zone(String name) {
    return WindowsTimeZone.of(name).orElseThrow();
  }
}
