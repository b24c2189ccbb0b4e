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
 * A time zone by the name that Windows has for it.
 *
 * <p>Sources: Microsoft Learn, "Default time zones", for the names; Unicode CLDR, windowsZones.xml,
 * for what they are elsewhere. Updates of Windows add names, so one that is not here is not wrong
 * for sure.
 *
 * @param name the key below {@code HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Time Zones}
 * @param zone the same in the IANA time zone database
 * @param daylightSaving whether clocks are changed where the zone's are; the suffix {@code _dstoff}
 *     of an answer file's TimeZone keeps them on standard time (Microsoft Learn, "TimeZone")
 */
public record WindowsTimeZone(String name, ZoneId zone, boolean daylightSaving) {
  private static final String STANDARD_TIME = "_dstoff";
  private static final SortedMap<String, ZoneId> ZONES = read();

  public static final WindowsTimeZone UTC = new WindowsTimeZone("UTC", ZoneOffset.UTC, true);

  /** The zone that an answer file's TimeZone means; empty for a name that is not known here. */
  public static Optional<WindowsTimeZone> of(String timeZone) {
    boolean daylightSaving = !timeZone.endsWith(STANDARD_TIME);
    String name =
        daylightSaving
            ? timeZone
            : timeZone.substring(0, timeZone.length() - STANDARD_TIME.length());
    return Optional.ofNullable(ZONES.get(name))
        .map(zone -> new WindowsTimeZone(name, zone, daylightSaving));
  }

  /** All names, without suffix, in a set that does not care for case. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(ZONES.keySet());
  }

  /** How far its clocks are ahead of UTC then. */
  public ZoneOffset offset(Instant instant) {
    return daylightSaving
        ? zone.getRules().getOffset(instant)
        : zone.getRules().getStandardOffset(instant);
  }

  /** Whether its clocks show UTC, always. */
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
