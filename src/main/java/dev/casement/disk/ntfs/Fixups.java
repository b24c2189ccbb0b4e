package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the records that NTFS protects against torn writes: the last two bytes of every 512 are
 * stored in an array at the start and replaced with a sequence number.
 */
final class Fixups {
  private static final int STRIDE = 512;

  private Fixups() {}

  /**
   * Reads a record and puts its bytes back into their places.
   *
   * @param magic the four characters that it begins with
   * @throws DiskException if it begins otherwise, or was only partly written
   */
  static Fields read(ByteSource from, long position, int size, String magic) {
    Fields stored = Fields.read(from, position, size, ByteOrder.LITTLE_ENDIAN, "a record " + magic);
    if (!stored.has(0, magic)) {
      throw stored.damaged(0, "a record does not begin with " + magic);
    }
    int array = stored.u16(4);
    int count = stored.u16(6);
    if (count != size / STRIDE + 1 || array + 2 * count > STRIDE - 2 || array % 2 != 0) {
      throw stored.damaged(4, "the record's array of fixups cannot be right");
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored.bytes(0, size)).order(ByteOrder.LITTLE_ENDIAN);
    short number = bytes.getShort(array);
    for (int i = 1; i < count; i++) {
      int at = i * STRIDE - 2;
      if (bytes.getShort(at) != number) {
        throw stored.damaged(at, "a record was not written whole");
      }
      bytes.putShort(at, bytes.getShort(array + 2 * i));
    }
    return Fields.of(from, position, bytes.array(), ByteOrder.LITTLE_ENDIAN);
  }
}
