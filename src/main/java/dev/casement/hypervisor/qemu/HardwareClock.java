package dev.casement.hypervisor.qemu;

import dev.casement.windows.WindowsTimeZone;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The initial value of a machine's hardware clock for {@code -rtc base=}: the local time in the
 * guest's zone, whatever the host's.
 */
final class HardwareClock {
  private static final String UTC = "utc";

  private HardwareClock() {}

  /** The value for a machine that starts at this moment. */
  static String at(Instant start, WindowsTimeZone zone) {
    if (zone.isUtc()) {
      return UTC;
    }
    return LocalDateTime.ofInstant(start, zone.offset(start))
        .truncatedTo(ChronoUnit.SECONDS)
        .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT));
  }

  /**
   * The value for a machine that a shell starts, at the time that {@link #line} reads from the
   * host's clock.
   */
  static String inShell(WindowsTimeZone zone) {
    return zone.isUtc() ? UTC : "$now";
  }

  /**
   * The shell line to run before that; empty for UTC.
   *
   * @param today determines the offset of a zone without daylight saving
   */
  static String line(WindowsTimeZone zone, Instant today) {
    return zone.isUtc()
        ? ""
        : "now=$(TZ=%s date +%%Y-%%m-%%dT%%H:%%M:%%S)\n"
            .formatted(zone.daylightSaving() ? zone.zone().getId() : posix(zone, today));
  }

  /** Requotes a shell command so that the shell expands the variable in it. */
  static String unquoted(String command) {
    return command.replace("'base=$now,driftfix=slew'", "\"base=$now,driftfix=slew\"");
  }

  /** An offset in POSIX form (Base Definitions, 8.3, "TZ"): negative east of Greenwich. */
  private static String posix(WindowsTimeZone zone, Instant today) {
    int seconds = zone.offset(today).getTotalSeconds();
    return String.format(
        Locale.ROOT,
        "UTC%s%d:%02d",
        seconds > 0 ? "-" : "+",
        Math.abs(seconds) / 3600,
        Math.abs(seconds) / 60 % 60);
  }
}
