package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;

/** A virtual disk as its guest sees it, open for reading until it is closed. */
public interface DiskImage extends ByteSource, AutoCloseable {
  @Override
  void close();
}
