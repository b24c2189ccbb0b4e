package dev.casement.unattend;

import dev.casement.report.Spelling;
import dev.casement.windows.WindowsTimeZone;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Guesses the Windows time zone meant by a name that Windows does not have. */
public final class TimeZoneGuess {
  /** Two zones are considered the same if their clocks agreed in every week since then. */
  private static final Instant FIRST_WEEK = Instant.parse("2008-01-02T12:00:00Z");

  private static final int WEEKS = 18 * 52;

  private static final int MISTYPED = 2;

  private TimeZoneGuess() {}

  /**
   * The Windows name for it, or empty.
   *
   * @param name an IANA zone, its city, or a misspelled Windows name
   */
  public static Optional<String> of(String name) {
    String word = name.strip();
    return sameCity(word)
        .or(() -> sameClocks(word))
        .or(() -> Spelling.nearest(word, WindowsTimeZone.names(), MISTYPED))
        .or(() -> Spelling.nearest(standard(word), WindowsTimeZone.names()));
  }

  /**
   * Why Windows does not accept this time zone name, and what it accepts; empty if it accepts it.
   */
  public static Optional<String> problemWith(String name) {
    if (WindowsTimeZone.of(name).isPresent()) {
      return Optional.empty();
    }
    String guess =
        of(name)
            .map(zone -> "did you mean " + zone + "?")
            .orElse("tzutil /l lists those that it has");
    return Optional.of("Windows has no time zone \"" + name + "\"; " + guess);
  }

  /** Matches "Berlin" and "Europe/Berlin". */
  private static Optional<String> sameCity(String word) {
    String city = word.substring(word.lastIndexOf('/') + 1).replace(' ', '_');
    return zones()
        .filter(zone -> zone.zone().getId().contains("/"))
        .filter(
            zone ->
                zone.zone()
                    .getId()
                    .substring(zone.zone().getId().lastIndexOf('/') + 1)
                    .equalsIgnoreCase(city))
        .map(WindowsTimeZone::name)
        .findFirst();
  }

  /** For other IANA zones: a zone with the same clocks, preferably of the same continent. */
  private static Optional<String> sameClocks(String word) {
    ZoneId zone;
    try {
      zone = ZoneId.of(word, ZoneId.SHORT_IDS);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
    String continent = zone.getId().replaceFirst("/.*", "/");
    Optional<WindowsTimeZone> near =
        zones()
            .filter(other -> hasSameClocks(zone, other.zone()))
            .filter(other -> other.zone().getId().startsWith(continent))
            .findFirst();
    return near.or(() -> zones().filter(other -> hasSameClocks(zone, other.zone())).findFirst())
        .map(WindowsTimeZone::name);
  }

  private static boolean hasSameClocks(ZoneId left, ZoneId right) {
    return IntStream.range(0, WEEKS)
        .mapToObj(week -> FIRST_WEEK.plus(Duration.ofDays(7L * week)))
        .allMatch(at -> left.getRules().getOffset(at).equals(right.getRules().getOffset(at)));
  }

  /** Windows names zones by their standard time, even in summer. */
  private static String standard(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return lower.contains("standard")
        ? word
        : lower.contains("daylight")
            ? lower.replace("daylight", "standard")
            : lower.replaceFirst(" (summer )?time$", " standard time");
  }

  private static Stream<WindowsTimeZone> zones() {
    return WindowsTimeZone.names().stream().flatMap(name -> WindowsTimeZone.of(name).stream());
  }
}
