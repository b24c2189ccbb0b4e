package dev.casement.bytes;

import java.nio.ByteBuffer;

/** A source that is stored in pieces, such as the clusters of a file. */
public interface PiecewiseSource extends ByteSource {
  /**
   * Puts the bytes from a position to the end of its piece, or fewer, into a buffer.
   *
   * @param position before the end of the source
   * @param most at least 1; the source and the buffer's room both have that many bytes left
   * @return how many bytes were put, from 1 to {@code most}
   */
  int readPiece(long position, int most, ByteBuffer to);

  @Override
  default int read(long position, ByteBuffer to) {
    if (position >= size()) {
      return -1;
    }
    int count = (int) Math.min(to.remaining(), size() - position);
    for (int done = 0; done < count; ) {
      done += readPiece(position + done, count - done, to);
    }
    return count;
  }
}
