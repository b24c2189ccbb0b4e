package dev.casement.process;

import java.nio.charset.StandardCharsets;

/** The last bytes of a stream of any length; safe for one writer and one reader. */
final class OutputTail {
  private final byte[] ring;
  private long written;

  OutputTail(int capacity) {
    ring = new byte[capacity];
  }

  synchronized void append(byte[] bytes, int length) {
    int start = Math.max(0, length - ring.length);
    for (int i = start; i < length; ) {
      int at = (int) ((written + i) % ring.length);
      int run = Math.min(length - i, ring.length - at);
      System.arraycopy(bytes, i, ring, at, run);
      i += run;
    }
    written += length;
  }

  /** The kept bytes, decoded as UTF-8; a character split by the limit becomes U+FFFD. */
  synchronized String text() {
    if (written <= ring.length) {
      return new String(ring, 0, (int) written, StandardCharsets.UTF_8);
    }
    int head = (int) (written % ring.length);
    byte[] ordered = new byte[ring.length];
    System.arraycopy(ring, head, ordered, 0, ring.length - head);
    System.arraycopy(ring, 0, ordered, ring.length - head, head);
    return new String(ordered, StandardCharsets.UTF_8);
  }
}
