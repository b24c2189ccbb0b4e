package dev.casement.report;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a user can act on: what happened, and what to do about it.
 *
 * <p>Printed without a stack trace; any other exception that escapes is a defect of Casement.
 */
public final class BuildException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Failure failure;
  private final String remedy;

  /**
   * @param message what happened and where, a clause without a full stop
   * @param remedy what to do, an imperative without a full stop
   */
  public BuildException(Failure failure, String message, String remedy) {
    this(failure, message, remedy, null);
  }

  public BuildException(Failure failure, String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.failure = failure;
    this.remedy = remedy;
  }

  /** The failure for an unexpected exception. */
  public static BuildException defect(@Nullable Throwable cause) {
    return new BuildException(
        Failure.INTERNAL,
        "a defect of Casement: " + cause,
        "run again with --debug, and report what it prints",
        cause);
  }

  /** The failure for Ctrl-C and the like. */
  public static BuildException cancelled() {
    return new BuildException(
        Failure.CANCELLED, "cancelled by the user", "run the same command again");
  }

  public Failure failure() {
    return failure;
  }

  public String remedy() {
    return remedy;
  }

  /** What happened; unlike {@link #getMessage()} never null. */
  public String what() {
    return String.valueOf(getMessage());
  }
}
