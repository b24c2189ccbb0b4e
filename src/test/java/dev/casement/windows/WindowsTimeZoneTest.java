package dev.casement.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTimeZoneTest {
  private static final Instant SUMMER = Instant.parse("2026-07-01T12:00:00Z");
  private static final Instant WINTER = Instant.parse("2026-01-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "UTC, Etc/UTC, Z, Z",
    "W. Europe Standard Time, Europe/Berlin, +01:00, +02:00",
    "w. europe standard time, Europe/Berlin, +01:00, +02:00",
    "W. Europe Standard Time_dstoff, Europe/Berlin, +01:00, +01:00",
    "Newfoundland Standard Time, America/St_Johns, -03:30, -02:30",
    "India Standard Time, Asia/Calcutta, +05:30, +05:30",
    "UTC-02, Etc/GMT+2, -02:00, -02:00",
    "New Zealand Standard Time, Pacific/Auckland, +13:00, +12:00",
  })
  void knowsWhatClocksShow(String name, String zone, String inWinter, String inSummer) {
    WindowsTimeZone known = WindowsTimeZone.of(name).orElseThrow();

    assertThat(known.zone()).isEqualTo(ZoneId.of(zone));
    assertThat(known.offset(WINTER)).isEqualTo(ZoneOffset.of(inWinter));
    assertThat(known.offset(SUMMER)).isEqualTo(ZoneOffset.of(inSummer));
    assertThat(known.isUtc()).isEqualTo(name.equals("UTC"));
  }

  @ParameterizedTest
  @CsvSource({"Berlin", "CET", "Central European Time", "Eastern Daylight Time", "Europe/Berlin"})
  void knowsNoNamesOfOthers(String name) {
    assertThat(WindowsTimeZone.of(name)).isEmpty();
  }

  @Test
  void everyNameHasAZoneOfTheJavaThatRunsIt() {
    assertThat(WindowsTimeZone.names()).hasSize(143);
    for (String name : WindowsTimeZone.names()) {
      assertThat(WindowsTimeZone.of(name)).as(name).isPresent();
    }
  }
}
