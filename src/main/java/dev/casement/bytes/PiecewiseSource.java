package dev.casement.bytes;

import java.nio.ByteBuffer;

/** A source whose bytes come in pieces, each from a place of its own. */
public interface PiecewiseSource extends ByteSource {
  /**
   * Puts the piece that begins at a position, or the rest of it.
   *
   * @param position before the end
   * @param most at least 1, all of it before the end and with room for it
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
