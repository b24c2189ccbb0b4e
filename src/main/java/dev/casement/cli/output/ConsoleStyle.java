package dev.casement.cli.output;

/**
 * What the terminal can show.
 *
 * @param colour whether to use colours
 * @param unicode whether it shows characters outside ASCII
 */
public record ConsoleStyle(boolean colour, boolean unicode) {
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String RED = "\u001b[31m";
  private static final String BOLD = "\u001b[1m";
  private static final String FAINT = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";

  String done() {
    return paint(GREEN, unicode ? "✓" : "+");
  }

  String skipped() {
    return paint(FAINT, "-");
  }

  String failed() {
    return paint(RED, unicode ? "✗" : "x");
  }

  String running() {
    return paint(BOLD, unicode ? "▸" : ">");
  }

  String warning() {
    return paint(YELLOW, "!");
  }

  String faint(String text) {
    return paint(FAINT, text);
  }

  private String paint(String code, String text) {
    return colour ? code + text + PLAIN : text;
  }
}
