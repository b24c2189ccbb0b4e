package dev.casement.openstack.compute;

/**
 * Joins a server's console log out of the tails that Nova gives of it.
 *
 * <p>Nova's driver for libvirt reads the last 100 KiB of the log (nova/virt/libvirt/driver.py,
 * MAX_CONSOLE_BYTES), and the log begins again when Nova itself restarts the server.
 */
public final class ConsoleLog {
  /** A shorter match of the end and the beginning of two tails may be accidental. */
  private static final int LEAST_OVERLAP = 64;

  private String last = "";

  /**
   * What a tail adds to the log.
   *
   * @param gap whether text may be missing before it
   */
  public record Addition(String text, boolean gap) {}

  /** Adds the current tail of the log. */
  public Addition add(String tail) {
    int overlap = overlap(last, tail);
    boolean joined = overlap >= Math.min(LEAST_OVERLAP, last.length());
    last = tail;
    return joined ? new Addition(tail.substring(overlap), false) : new Addition(tail, true);
  }

  /**
   * The length of the longest prefix of {@code tail} that {@code before} ends with, in a time
   * proportional to both lengths (the algorithm of Knuth, Morris and Pratt).
   */
  private static int overlap(String before, String tail) {
    int[] borders = borders(tail);
    int length = 0;
    for (int i = 0; i < before.length(); i++) {
      // A full match before the end cannot be extended.
      while (length > 0 && (length == tail.length() || tail.charAt(length) != before.charAt(i))) {
        length = borders[length - 1];
      }
      if (length < tail.length() && tail.charAt(length) == before.charAt(i)) {
        length++;
      }
    }
    return length;
  }

  /** For each prefix, the length of its longest proper prefix that is also its suffix. */
  private static int[] borders(String text) {
    int[] borders = new int[text.length()];
    int length = 0;
    for (int i = 1; i < text.length(); i++) {
      while (length > 0 && text.charAt(length) != text.charAt(i)) {
        length = borders[length - 1];
      }
      if (text.charAt(length) == text.charAt(i)) {
        length++;
      }
      borders[i] = length;
    }
    return borders;
  }
}
