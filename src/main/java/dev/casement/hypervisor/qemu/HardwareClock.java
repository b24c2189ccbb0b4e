package dev.casement.hypervisor.qemu;

import dev.casement.windows.WindowsTimeZone;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * What a machine's hardware clock shows when it starts, as {@code -rtc base=} has it: the local
 * time of the guest's zone, whatever the host's is.
 */
final class HardwareClock {
  private static final String UTC = "utc";

  private HardwareClock() {}

  /** For a machine that starts at this moment. */
  static String at(Instant start, WindowsTimeZone zone) {
    if (zone.isUtc()) {
      return UTC;
    }
    return LocalDateTime.ofInstant(start, zone.offset(start))
        .truncatedTo(ChronoUnit.SECONDS)
        .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT));
  }

  /**
   * For a machine that a shell starts, at a moment that {@link #line} reads off the host's clock.
   */
  static String inShell(WindowsTimeZone zone) {
    return zone.isUtc() ? UTC : "$now";
  }

  /**
   * What a shell does before that; nothing for UTC.
   *
   * @param today tells how far a zone without daylight saving is from UTC
   */
  static String line(WindowsTimeZone zone, Instant today) {
    return zone.isUtc()
        ? ""
        : "now=$(TZ=%s date +%%Y-%%m-%%dT%%H:%%M:%%S)\n"
            .formatted(zone.daylightSaving() ? zone.zone().getId() : posix(zone, today));
  }

  /** The command of a shell, in whose argument the variable is to be taken for its value. */
  static String unquoted(String command) {
    return command.replace("'base=$now,driftfix=slew'", "\"base=$now,driftfix=slew\"");
  }

  /** An offset as POSIX writes it (Base Definitions, 8.3, "TZ"): what is east has a minus. */
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
