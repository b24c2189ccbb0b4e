package dev.casement.disk.registry;

import dev.casement.bytes.ByteSource;
import java.nio.ByteBuffer;

/** A hive or a log in memory. */
public final class MemorySource implements ByteSource {
  private final String name;
  private final byte[] content;

  public MemorySource(String name, byte[] content) {
    this.name = name;
    this.content = content;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public int read(long position, ByteBuffer to) {
    if (position < 0 || position >= content.length) {
      return -1;
    }
    int count = (int) Math.min(to.remaining(), content.length - position);
    to.put(content, (int) position, count);
    return count;
  }
}
