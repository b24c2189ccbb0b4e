package dev.casement.verify.diagnosis;

/**
 * What probably made a build fail.
 *
 * @param what what happened, a sentence without its full stop
 * @param remedy what to do, an imperative
 * @param log the log that says so; empty: the disk itself does
 * @param line the line of the log
 * @param source where the meaning of the line is from; empty: nobody has explained it, it is only
 *     the first error
 */
public record Cause(String what, String remedy, String log, String line, String source) {
  /** Whether this is a failure that others have explained. */
  public boolean isKnown() {
    return !source.isEmpty();
  }

  /** For people: what happened, where, and what to do. */
  public String text() {
    String place = log.isEmpty() ? "" : "\n  in " + log + ": " + line;
    return what + place + "\n  next: " + remedy + "\n";
  }
}
