package dev.casement.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The large body of a request, read while it is sent. */
public interface LargeBody {
  /**
   * The total in bytes; without it the body would be sent chunked, which some front ends refuse.
   */
  long size();

  /**
   * Writes all of it.
   *
   * @throws UncheckedIOException when it cannot be read
   * @throws IOException when {@code out} takes no more
   */
  void writeTo(OutputStream out) throws IOException;
}
