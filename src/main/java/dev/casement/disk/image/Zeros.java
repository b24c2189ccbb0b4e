package dev.casement.disk.image;

import java.nio.ByteBuffer;

/** Puts zeros for ranges without stored data. */
public final class Zeros {
  private static final byte[] PAGE = new byte[4096];

  private Zeros() {}

  /** Puts {@code count} zeros; there must be room for them. */
  public static void put(ByteBuffer to, int count) {
    for (int left = count; left > 0; ) {
      int piece = Math.min(left, PAGE.length);
      to.put(PAGE, 0, piece);
      left -= piece;
    }
  }
}
