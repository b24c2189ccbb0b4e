package dev.casement.guest;

import java.util.OptionalInt;

/**
 * One message of the guest's progress protocol, version 1.
 *
 * <p>On the wire, one line of printable ASCII:
 *
 * <pre>CASEMENT/1 TOKEN SEQUENCE EVENT STEP PERCENT TEXT</pre>
 *
 * <p>TOKEN is the VM run's random token (32 hexadecimal digits), SEQUENCE counts from 1 within a VM
 * run and never repeats after a reboot, PERCENT is 0–100 or {@code -}, TEXT is the rest of the line
 * with {@code \\}, {@code \n}, {@code \r} and <code>&#92;uXXXX</code> (UTF-16 code units) escaped.
 * Whatever else is on the port is noise.
 *
 * @param step the step's id, {@code [a-z0-9][a-z0-9-]*}
 * @param text unescaped
 */
public record GuestMessage(
    String token, long sequence, Event event, String step, OptionalInt percent, String text) {

  /** What a message says. */
  public enum Event {
    /** The step begins, or begins again after a reboot. */
    STARTED,
    /** The step is getting on. */
    PROGRESS,
    /** A line for the log. */
    LOG,
    /** A fact for the record: {@code name=value}. */
    FACT,
    /** The step failed; the run is over. */
    FAILED,
    /** The step is done. */
    FINISHED
  }

  public GuestMessage {
    if (!token.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("a token is 32 hexadecimal digits");
    }
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence numbers start at 1, got " + sequence);
    }
    if (!step.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException("no step id: \"" + step + "\"");
    }
    if (percent.isPresent() && (percent.getAsInt() < 0 || percent.getAsInt() > 100)) {
      throw new IllegalArgumentException("a percentage is 0 to 100, got " + percent.getAsInt());
    }
  }
}
