package dev.casement.windows;

/**
 * The edition ID of a Windows image, such as {@code ServerStandard} or {@code Professional}, as the
 * WIM's {@code WINDOWS/EDITIONID} has it. Compared without regard to case.
 */
public record EditionId(String value) {
  public EditionId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("an edition ID is not blank");
    }
  }

  /** Whether both name the same edition; Microsoft's tools ignore case here. */
  public boolean matches(String other) {
    return value.equalsIgnoreCase(other);
  }

  @Override
  public String toString() {
    return value;
  }
}
