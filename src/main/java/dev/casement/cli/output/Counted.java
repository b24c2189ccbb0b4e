package dev.casement.cli.output;

/** Formats counts for summaries. */
public final class Counted {
  private Counted() {}

  /** Such as {@code no errors}, {@code 1 error}, {@code 2 errors}. */
  public static String of(long number, String what) {
    return (number == 0 ? "no" : Long.toString(number)) + " " + what + (number == 1 ? "" : "s");
  }
}
