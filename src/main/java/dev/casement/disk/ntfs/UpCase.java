package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A volume's upper-case table, by which its directories are sorted. */
final class UpCase {
  private static final int CHARACTERS = 1 << 16;

  private final char[] table = new char[CHARACTERS];

  /**
   * Reads the table of a volume.
   *
   * @throws DiskException if it does not have 65,536 characters
   */
  UpCase(ByteSource source) {
    if (source.size() != 2 * CHARACTERS) {
      throw DiskException.damaged(source, 0, "the table of upper case has the wrong size");
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * CHARACTERS);
    Fields.readFully(source, 0, bytes, "the table of upper case");
    bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().get(table);
  }

  /** Orders names as a directory's index does, without regard to case. */
  int compare(String left, String right) {
    int shorter = Math.min(left.length(), right.length());
    for (int i = 0; i < shorter; i++) {
      int order = table[left.charAt(i)] - table[right.charAt(i)];
      if (order != 0) {
        return order;
      }
    }
    return left.length() - right.length();
  }
}
