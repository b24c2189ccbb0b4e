package dev.casement.disk.image;

import dev.casement.bytes.OpenSource;

/** A virtual disk as its guest sees it, open for reading. */
public interface DiskImage extends OpenSource {
  /**
   * Skips zeros that need not be read, because the image says that nothing is stored there.
   *
   * @param at a position within the disk
   * @param end where to stop looking, at most the size of the disk
   * @return the first position from {@code at} on that may hold something else; {@code end} if
   *     there is none before it
   */
  default long skipZeros(long at, long end) {
    return at;
  }
}
