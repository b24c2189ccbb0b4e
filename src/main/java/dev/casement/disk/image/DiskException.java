package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;

/**
 * The content of a disk cannot be read: it is damaged or unsupported.
 *
 * <p>No content of a disk, however hostile, causes any other exception.
 */
public final class DiskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why it cannot be read. */
  public enum Reason {
    /** It violates its format. */
    DAMAGED,
    /** It may be sound, but Casement does not read its kind. */
    UNSUPPORTED,
    /** It is sound, but what was asked for is not there: links lead out of it, or nowhere. */
    ELSEWHERE
  }

  private final Reason reason;

  private DiskException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * Something at an offset violates the format.
   *
   * @param offset in bytes from the start of {@code source}
   * @param what a clause about it, such as {@code "an L2 table lies past the end"}
   */
  public static DiskException damaged(ByteSource source, long offset, String what) {
    return new DiskException(
        Reason.DAMAGED, source.name() + " is damaged at offset " + offset + ": " + what);
  }

  /** Something seems sound, but is of a kind that Casement does not read. */
  public static DiskException unsupported(String name, String what) {
    return new DiskException(Reason.UNSUPPORTED, name + " cannot be read: " + what);
  }

  /** A file is only a link, or the like, to what is not on the disk. */
  public static DiskException elsewhere(String name, String what) {
    return new DiskException(Reason.ELSEWHERE, name + " " + what);
  }

  public Reason reason() {
    return reason;
  }

  /** What is wrong and where, a clause; unlike {@link #getMessage()}, never null. */
  public String what() {
    return String.valueOf(getMessage());
  }
}
