package dev.casement.verify.diagnosis;

/**
 * What probably made a build fail.
 *
 * @param what what happened, a sentence without its full stop
 * @param remedy what to do, an imperative
 * @param log the log with the evidence; empty if it is the disk itself
 * @param line the line of the log
 * @param source who explains the line; empty if it is only the first error
 */
public record Cause(String what, String remedy, String log, String line, String source) {
  /** Whether this is a known failure. */
  public boolean isKnown() {
    return !source.isEmpty();
  }

  /** For people: what happened, where, and what to do. */
  public String text() {
    String place = log.isEmpty() ? "" : "\n  in " + log + ": " + line;
    return what + place + "\n  next: " + remedy + "\n";
  }
}
