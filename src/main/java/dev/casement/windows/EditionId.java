package dev.casement.windows;

/**
 * The edition ID of a Windows image, such as {@code ServerStandard} or {@code Professional}, from
 * {@code WINDOWS/EDITIONID} of the WIM. Compared case-insensitively.
 */
public record EditionId(String value) {
  public EditionId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("an edition ID is not blank");
    }
  }

  /** Whether both name the same edition; case-insensitive, as Microsoft's tools are. */
  public boolean matches(String other) {
    return value.equalsIgnoreCase(other);
  }

  /** Whether this is an evaluation edition ({@code ServerStandardEval}), which takes no key. */
  public boolean isEvaluation() {
    return value.regionMatches(true, value.length() - 4, "Eval", 0, 4);
  }

  @Override
  public String toString() {
    return value;
  }
}
