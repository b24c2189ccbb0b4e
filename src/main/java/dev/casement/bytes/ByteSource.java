package dev.casement.bytes;

import java.nio.ByteBuffer;

/**
 * Bytes that can be read at any position: a file of the host, or a file or disk within one.
 *
 * <p>Not for several threads at a time, unless an implementation says so.
 */
public interface ByteSource {
  /** What messages call it. */
  String name();

  /** Its length in bytes. */
  long size();

  /**
   * Reads as much as there is room for, or less at the end.
   *
   * @return how many bytes were read; -1 when {@code position} is at or past the end
   * @throws RuntimeException the failure of the format's package when what is there is damaged;
   *     {@code BuildException} HOST when the host cannot read
   */
  int read(long position, ByteBuffer to);
}
