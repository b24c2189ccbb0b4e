package dev.casement.bytes;

import java.nio.ByteBuffer;

/**
 * Bytes that can be read at any position: a file of the host, or a file or disk in it.
 *
 * <p>Not thread-safe, unless an implementation says so.
 */
public interface ByteSource {
  /** Its name in messages. */
  String name();

  /** Its length in bytes. */
  long size();

  /**
   * Fills the buffer, or less of it at the end of the source.
   *
   * @return how many bytes were read; -1 if {@code position} is at or past the end
   * @throws RuntimeException the exception of the format's package if the data is damaged; {@code
   *     BuildException} HOST if the host cannot read it
   */
  int read(long position, ByteBuffer to);
}
