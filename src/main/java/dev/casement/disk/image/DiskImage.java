package dev.casement.disk.image;

import dev.casement.bytes.OpenSource;

/** A virtual disk as its guest sees it, open for reading. */
public interface DiskImage extends OpenSource {
  /**
   * Skips zeros that need not be read, because the image says that nothing is stored there.
   *
   * @param at a position within the disk
   * @return the first position from {@code at} on that may hold something else; the size of the
   *     disk if there is none
   */
  default long skipZeros(long at) {
    return at;
  }
}
