package dev.casement.media.volume;

import dev.casement.report.BuildException;
import java.nio.ByteBuffer;

/** Bytes that can be read at any position: a file of the host, or a file on a medium. */
public interface ByteSource {
  /** What messages call it. */
  String name();

  /** Its length in bytes. */
  long size();

  /**
   * Reads as much as there is room for, or less at the end.
   *
   * @return how many bytes were read; -1 when {@code position} is at or behind the end
   * @throws BuildException MEDIA when the medium is damaged there, HOST when the host cannot read
   */
  int read(long position, ByteBuffer to);

  /**
   * Reads a structure whole.
   *
   * @param what names it in the failure
   * @throws BuildException MEDIA when the source ends before it does, else as {@link #read}
   */
  default Block block(long position, int length, String what) {
    if (position < 0 || position > size() - length) {
      throw Damage.cutShort(this, position, position + length, what);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (read(position, bytes) != length) {
      throw Damage.cutShort(this, position, position + length, what);
    }
    return new Block(this, position, bytes.array());
  }
}
