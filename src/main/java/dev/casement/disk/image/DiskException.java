package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;

/**
 * What is on a disk cannot be read: it is damaged, or of a kind that Casement does not read.
 *
 * <p>Nothing else is thrown because of what a disk contains, however hostile that is.
 */
public final class DiskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why it cannot be read. */
  public enum Reason {
    /** It is not what its format says. */
    DAMAGED,
    /** It may be sound, but Casement does not read its kind. */
    UNSUPPORTED
  }

  private final Reason reason;

  private DiskException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * Something at an offset is not what the format says.
   *
   * @param offset in bytes from the start of {@code source}
   * @param what a clause about it, such as {@code "an L2 table lies past the end"}
   */
  public static DiskException damaged(ByteSource source, long offset, String what) {
    return new DiskException(
        Reason.DAMAGED, source.name() + " is damaged at offset " + offset + ": " + what);
  }

  /** Something is sound as far as one can see, but of a kind that Casement does not read. */
  public static DiskException unsupported(String name, String what) {
    return new DiskException(Reason.UNSUPPORTED, name + " cannot be read: " + what);
  }

  public Reason reason() {
    return reason;
  }

  /** What happened and where, a clause; unlike {@link #getMessage()} never null. */
  public String what() {
    return String.valueOf(getMessage());
  }
}
