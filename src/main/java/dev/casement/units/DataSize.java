package dev.casement.units;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size in bytes, written as recipes and QEMU write it: {@code 40G}, {@code 512M}, {@code 4096}.
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([KMGT])?(?:iB|B)?");

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative, got " + bytes);
    }
  }

  public static DataSize mebibytes(long count) {
    return new DataSize(Math.multiplyExact(count, 1L << 20));
  }

  public static DataSize gibibytes(long count) {
    return new DataSize(Math.multiplyExact(count, 1L << 30));
  }

  /**
   * Reads a number with an optional binary unit K, M, G or T.
   *
   * @throws IllegalArgumentException when the text is not a size
   */
  public static DataSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a size; write a number and K, M, G or T, such as 40G");
    }
    String unit = matcher.group(2) == null ? "" : matcher.group(2);
    int shift =
        switch (unit) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          case "T" -> 40;
          default -> 0;
        };
    try {
      return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("\"" + text + "\" is more than any disk holds", e);
    }
  }

  /** Whole gibibytes, rounded up. */
  public long toGibibytes() {
    return Math.ceilDiv(bytes, 1L << 30);
  }

  /** Whole mebibytes, rounded up. */
  public long toMebibytes() {
    return (bytes + (1L << 20) - 1) >> 20;
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The recipe's form where it is exact ({@code 40G}), else one decimal ({@code 1.4 GiB}). */
  @Override
  public String toString() {
    if (bytes != 0 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "G";
    }
    if (bytes != 0 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "M";
    }
    if (bytes >= 1L << 30) {
      return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }
    if (bytes >= 1L << 20) {
      return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20));
    }
    return bytes + " B";
  }
}
