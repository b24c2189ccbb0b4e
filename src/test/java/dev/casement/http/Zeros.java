package dev.casement.http;

import java.io.IOException;
import java.io.OutputStream;

/** A body of so many bytes, all zero. */
record Zeros(long size) implements LargeBody {
  @Override
  public void writeTo(OutputStream out) throws IOException {
    byte[] piece = new byte[1 << 16];
    for (long left = size; left > 0; left -= piece.length) {
      out.write(piece, 0, (int) Math.min(left, piece.length));
    }
  }
}
