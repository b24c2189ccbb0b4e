package dev.casement.unattend.lint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names that Windows has for time zones.
 *
 * <p>Source: the keys of {@code HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Time Zones}, as
 * Microsoft Learn, "Default time zones", lists them, and a few that older releases have. Updates
 * add names, so one that is not here is not wrong for sure.
 */
final class TimeZones {
  static final Set<String> NAMES = read();

  private TimeZones() {}

  private static Set<String> read() {
    try (InputStream in =
        Objects.requireNonNull(TimeZones.class.getResourceAsStream("time-zones.txt"))) {
      Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(names::add);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
