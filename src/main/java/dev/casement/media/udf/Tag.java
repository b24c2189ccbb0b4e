package dev.casement.media.udf;

import dev.casement.media.volume.Block;

/**
 * The 16 bytes before every descriptor: its type and checksums.
 *
 * <p>ECMA-167, 3/7.2 and 4/7.2: identifier at 0, checksum of the tag at 4, CRC of what follows at 8
 * (ITU-T V.41, polynomial 0x1021), its length at 10, the descriptor's own block number at 12.
 */
final class Tag {
  static final int ANCHOR = 2;
  static final int PARTITION = 5;
  static final int LOGICAL_VOLUME = 6;
  static final int TERMINATOR = 8;
  static final int FILE_SET = 256;
  static final int FILE_IDENTIFIER = 257;
  static final int ALLOCATION_EXTENT = 258;
  static final int FILE_ENTRY = 261;
  static final int EXTENDED_FILE_ENTRY = 266;

  private static final int LENGTH = 16;
  private static final int POLYNOMIAL = 0x1021;

  private Tag() {}

  static int identifier(Block descriptor) {
    return descriptor.u16(0);
  }

  static long location(Block descriptor) {
    return descriptor.u32(12);
  }

  /** Whether both checksums are right; otherwise nothing in the descriptor can be trusted. */
  static boolean isSound(Block descriptor) {
    int sum = 0;
    for (int at = 0; at < LENGTH; at++) {
      sum += at == 4 ? 0 : descriptor.u8(at);
    }
    int crcLength = descriptor.u16(10);
    return (sum & 0xff) == descriptor.u8(4)
        && LENGTH + crcLength <= descriptor.length()
        && crc(descriptor, crcLength) == descriptor.u16(8);
  }

  /**
   * Returns a descriptor if it is sound and of the expected type.
   *
   * @throws dev.casement.report.BuildException MEDIA if it is not
   */
  static Block require(Block descriptor, int identifier, String what) {
    if (identifier(descriptor) != identifier) {
      throw descriptor.damage(
          0, "no " + what + " but a descriptor of kind " + identifier(descriptor));
    }
    if (!isSound(descriptor)) {
      throw descriptor.damage(0, "the checksum of the " + what + " is wrong");
    }
    return descriptor;
  }

  private static int crc(Block descriptor, int length) {
    int crc = 0;
    for (byte b : descriptor.bytes(LENGTH, length)) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
      }
    }
    return crc & 0xffff;
  }
}
