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

/** Guesses which time zone of Windows was meant by a name that Windows does not have. */
public final class TimeZoneGuess {
  /** Two zones are taken for the same when their clocks were, in every week since then. */
  private static final Instant FIRST_WEEK = Instant.parse("2008-01-02T12:00:00Z");

  private static final int WEEKS = 18 * 52;

  private static final int MISTYPED = 2;

  private TimeZoneGuess() {}

  /**
   * The name that Windows has for it, or empty.
   *
   * @param name an IANA zone or the city in one, or a name of Windows with a mistake in it
   */
  public static Optional<String> of(String name) {
    String word = name.strip();
    return sameCity(word)
        .or(() -> sameClocks(word))
        .or(() -> Spelling.nearest(word, WindowsTimeZone.names(), MISTYPED))
        .or(() -> Spelling.nearest(standard(word), WindowsTimeZone.names()));
  }

  /** Why Windows does not take a name for a time zone, and what it takes; empty when it does. */
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

  /** Of "Berlin" and of "Europe/Berlin". */
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

  /** Of other IANA zones: one of the same continent, if there is one, with the same clocks. */
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

  /** Windows names zones by their standard time, in summer too. */
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
