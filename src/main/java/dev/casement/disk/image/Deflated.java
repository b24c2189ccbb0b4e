package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses what qcow2 stores as raw deflate streams, one after the other. */
final class Deflated implements AutoCloseable {
  private final Inflater inflater = new Inflater(true);

  /** Returns exactly {@code size} bytes; what follows the end of the stream is ignored. */
  byte[] inflate(ByteSource source, long offset, byte[] stored, int size) {
    try {
      byte[] plain = new byte[size];
      inflater.reset();
      inflater.setInput(stored);
      int done = 0;
      while (done < size) {
        int count = inflater.inflate(plain, done, size - done);
        if (count == 0) {
          throw DiskException.damaged(source, offset, "a compressed cluster is too short");
        }
        done += count;
      }
      return plain;
    } catch (DataFormatException e) {
      throw DiskException.damaged(source, offset, "a compressed cluster: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
