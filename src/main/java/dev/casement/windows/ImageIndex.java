package dev.casement.windows;

/** The 1-based index of an image in a WIM file, as used by Setup and wimlib. */
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
