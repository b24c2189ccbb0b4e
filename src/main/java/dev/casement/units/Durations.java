package dev.casement.units;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as recipes and messages write them: {@code 2h30m}, {@code 45s}. */
public final class Durations {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

  private Durations() {}

  /**
   * Reads hours, minutes and seconds, in this order, at least one of them.
   *
   * @throws IllegalArgumentException when the text is not a duration
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (text.isBlank() || !matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a duration; write hours, minutes and seconds such as 2h30m or"
              + " 45s");
    }
    return Duration.ofHours(count(matcher.group(1)))
        .plusMinutes(count(matcher.group(2)))
        .plusSeconds(count(matcher.group(3)));
  }

  /**
   * Writes what {@link #parse} reads, in whole seconds: {@code 1h05m}, {@code 4m12s}, {@code 7s}.
   */
  public static String format(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m" + (seconds % 60 == 0 ? "" : two(seconds % 60) + "s");
    }
    long minutes = seconds % 3600 / 60;
    long rest = seconds % 60;
    return seconds / 3600
        + "h"
        + (minutes == 0 && rest == 0 ? "" : two(minutes) + "m")
        + (rest == 0 ? "" : two(rest) + "s");
  }

  private static long count(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static String two(long value) {
    return value < 10 ? "0" + value : Long.toString(value);
  }
}
