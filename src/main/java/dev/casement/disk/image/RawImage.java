package dev.casement.disk.image;

import dev.casement.bytes.OpenSource;
import java.nio.ByteBuffer;

/** A virtual disk in a raw file. */
record RawImage(OpenSource file) implements DiskImage {
  @Override
  public String name() {
    return file.name();
  }

  @Override
  public long size() {
    return file.size();
  }

  @Override
  public int read(long position, ByteBuffer to) {
    return file.read(position, to);
  }

  @Override
  public void close() {
    file.close();
  }
}
