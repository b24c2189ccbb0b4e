package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import java.nio.ByteBuffer;

/** A value in a file record. */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never handed out.
record ResidentBytes(String name, byte[] bytes) implements ByteSource {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int read(long position, ByteBuffer to) {
    if (position >= bytes.length) {
      return -1;
    }
    int count = Math.min(to.remaining(), bytes.length - (int) position);
    to.put(bytes, (int) position, count);
    return count;
  }
}
