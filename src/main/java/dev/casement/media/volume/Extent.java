package dev.casement.media.volume;

/**
 * A run of bytes of a file.
 *
 * @param position where it is on the medium, or {@link #HOLE} for zeros that are not recorded
 * @param length in bytes
 */
public record Extent(long position, long length) {
  public static final long HOLE = -1;

  public Extent {
    if (position < HOLE || length < 0) {
      throw new IllegalArgumentException("no extent: " + position + ", " + length);
    }
  }

  boolean isHole() {
    return position == HOLE;
  }
}
