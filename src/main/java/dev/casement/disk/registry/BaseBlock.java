package dev.casement.disk.registry;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;

/**
 * The header of a hive or of a log (regf, "Base block").
 *
 * @param sound whether its checksum is right
 * @param written when the hive was last written, as a FILETIME
 * @param fileType 0 for a hive; 1, 2 and 6 for logs
 * @param root where the root key's cell is, from the start of the hive bins
 * @param binsSize how many bytes the hive bins have
 * @param sector the size of a sector of the log, in bytes
 */
record BaseBlock(
    boolean sound,
    long primarySequence,
    long secondarySequence,
    long written,
    int minorVersion,
    long fileType,
    long root,
    long binsSize,
    int sector) {
  /** How many bytes of a hive come before its hive bins. */
  static final int SIZE = 4096;

  private static final int COPIED = 512;
  private static final int CHECKSUM = 508;

  /**
   * Reads the header at the start of a file.
   *
   * @throws DiskException if it is not a hive, or of an unsupported version
   */
  static BaseBlock read(ByteSource source) {
    Fields block = Fields.read(source, 0, COPIED, LITTLE_ENDIAN, "the header");
    if (!block.has(0, "regf")) {
      throw block.damaged(0, "this is not a registry hive");
    }
    long major = block.u32(20);
    long minor = block.u32(24);
    if (major != 1 || minor < 3 || minor > 6) {
      throw DiskException.unsupported(
          source.name(), "it is a hive of version " + major + "." + minor);
    }
    long clustering = block.u32(44);
    return new BaseBlock(
        block.u32(CHECKSUM) == checksum(block),
        block.u32(4),
        block.u32(8),
        block.bits64(12),
        (int) minor,
        block.u32(28),
        block.u32(36),
        block.u32(40),
        clustering == 8 ? SIZE : COPIED);
  }

  private static long checksum(Fields block) {
    int sum = 0;
    for (int at = 0; at < CHECKSUM; at += 4) {
      sum ^= (int) block.u32(at);
    }
    return switch (sum) {
      case -1 -> 0xffff_fffeL;
      case 0 -> 1;
      default -> sum & 0xffff_ffffL;
    };
  }

  /** Whether the hive was being written when Windows stopped (regf, "Dirty state of a hive"). */
  boolean dirty() {
    return !sound || primarySequence != secondarySequence;
  }

  boolean isOldLog() {
    return sound && (fileType == 1 || fileType == 2) && primarySequence == secondarySequence;
  }

  boolean isNewLog() {
    return sound && fileType == 6;
  }
}
