package dev.casement.bytes;

/** Bytes that can be read at any position until they are closed. */
public interface OpenSource extends ByteSource, AutoCloseable {
  @Override
  void close();
}
