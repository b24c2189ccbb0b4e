package dev.casement.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The body of an answer, to be read once from start to end.
 *
 * @param length in bytes, or -1 when the server does not say
 */
public record Body(int status, long length, InputStream stream) implements AutoCloseable {
  private static final int PIECE = 1 << 18;

  /** Takes the pieces of a body; an exception ends the reading. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * @param count of the bytes at the beginning of {@code piece} that are new
     */
    void take(byte[] piece, int count) throws IOException;
  }

  /**
   * Reads all of it.
   *
   * @param patience how long nothing may arrive
   * @throws IOException when the connection breaks or stalls, or the body ends early
   */
  public void read(Duration patience, Receiver receiver) throws IOException {
    long received = 0;
    try (StallGuard guard = new StallGuard(stream, patience)) {
      byte[] piece = new byte[PIECE];
      for (int count = guard.read(piece); count >= 0; count = guard.read(piece)) {
        received += count;
        receiver.take(piece, count);
      }
    }
    if (length >= 0 && received != length) {
      throw new IOException("the connection ended after " + received + " of " + length + " bytes");
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
