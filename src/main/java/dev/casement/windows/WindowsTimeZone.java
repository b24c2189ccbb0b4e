package dev.casement.windows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A time zone by its Windows name.
 *
 * <p>Sources: Microsoft Learn, "Default time zones", for the names; Unicode CLDR, windowsZones.xml,
 * for their IANA equivalents. Windows updates add names, so an unknown one may be valid.
 *
 * @param name the key below {@code HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Time Zones}
 * @param zone the equivalent in the IANA time zone database
 * @param daylightSaving false if the suffix {@code _dstoff} of an answer file's TimeZone keeps the
 *     clocks on standard time (Microsoft Learn, "TimeZone")
 */
public record WindowsTimeZone(String name, ZoneId zone, boolean daylightSaving) {
  private static final String STANDARD_TIME = "_dstoff";
  private static final SortedMap<String, ZoneId> ZONES = read();

  public static final WindowsTimeZone UTC = new WindowsTimeZone("UTC", ZoneOffset.UTC, true);

  /** The zone of an answer file's TimeZone; empty for an unknown name. */
  public static Optional<WindowsTimeZone> of(String timeZone) {
    boolean daylightSaving = !timeZone.endsWith(STANDARD_TIME);
    String name =
        daylightSaving
            ? timeZone
            : timeZone.substring(0, timeZone.length() - STANDARD_TIME.length());
    return Optional.ofNullable(ZONES.get(name))
        .map(zone -> new WindowsTimeZone(name, zone, daylightSaving));
  }

  /** All names, without suffix, in a case-insensitive set. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(ZONES.keySet());
  }

  /** The offset from UTC at this moment. */
  public ZoneOffset offset(Instant instant) {
    return daylightSaving
        ? zone.getRules().getOffset(instant)
        : zone.getRules().getStandardOffset(instant);
  }

  /** Whether its offset from UTC is always zero. */
  public boolean isUtc() {
    return zone.getRules().isFixedOffset() && offset(Instant.EPOCH).equals(ZoneOffset.UTC);
  }

  private static SortedMap<String, ZoneId> read() {
    try (InputStream in =
        Objects.requireNonNull(WindowsTimeZone.class.getResourceAsStream("time-zones.tsv"))) {
      SortedMap<String, ZoneId> zones = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .forEach(fields -> zones.put(fields[0], ZoneId.of(fields[1])));
      return zones;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
