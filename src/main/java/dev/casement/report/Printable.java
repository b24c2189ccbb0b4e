package dev.casement.report;

/**
 * Makes text from elsewhere fit for a terminal: a guest, a medium or a program of the host must not
 * move the cursor, change colours or turn the reading direction.
 */
public final class Printable {
  private Printable() {}

  /** One line: whatever is not a visible character or a blank is written as {@code \\u{…}}. */
  public static String line(String text) {
    return escape(text, false);
  }

  /** As {@link #line}, with line feeds kept. */
  public static String lines(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean keepLineFeeds) {
    if (text.codePoints().allMatch(c -> isHarmless(c, keepLineFeeds))) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isHarmless(c, keepLineFeeds)) {
                safe.appendCodePoint(c);
              } else if (c == '\t') {
                safe.append(' ');
              } else {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
              }
            });
    return safe.toString();
  }

  private static boolean isHarmless(int c, boolean keepLineFeeds) {
    if (c == '\n') {
      return keepLineFeeds;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
