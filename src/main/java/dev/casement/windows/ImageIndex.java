package dev.casement.windows;

/** A 1-based entry of a WIM file, as Setup and wimlib number them. */
public record ImageIndex(int value) {
  public ImageIndex {
    if (value < 1) {
      throw new IllegalArgumentException("image index starts at 1, got " + value);
    }
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
