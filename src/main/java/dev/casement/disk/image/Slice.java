package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;
import java.nio.ByteBuffer;

/**
 * A part of a source, such as a partition.
 *
 * @param name for messages
 * @param start where it begins in the source, in bytes
 * @param size in bytes; all of it lies in the source
 */
public record Slice(String name, ByteSource source, long start, long size) implements ByteSource {
  public Slice {
    if (start < 0 || size < 0 || start > source.size() - size) {
      throw new IllegalArgumentException(
          "no part of " + source.size() + " bytes: " + size + " at " + start);
    }
  }

  @Override
  public int read(long position, ByteBuffer to) {
    if (position >= size) {
      return -1;
    }
    int limit = to.limit();
    to.limit(to.position() + (int) Math.min(to.remaining(), size - position));
    try {
      return source.read(start + position, to);
    } finally {
      to.limit(limit);
    }
  }
}
