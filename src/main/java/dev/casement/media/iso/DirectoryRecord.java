package dev.casement.media.iso;

import dev.casement.media.volume.Block;

/**
 * One record of a directory (ECMA-119, 9.1).
 *
 * @param at where it is, for messages
 * @param firstBlock where the content begins, after any extended attribute record
 * @param identifier as recorded: one byte 0 or 1 for the directory itself and its parent
 */
record DirectoryRecord(Block at, long firstBlock, long length, int flags, Block identifier) {
  private static final int FIXED = 33;
  private static final int ASSOCIATED = 0x04;
  private static final int DIRECTORY = 0x02;
  private static final int CONTINUED = 0x80;

  /** Reads the record at an offset of a directory's sector; its first byte is its length. */
  static DirectoryRecord read(Block sector, int offset) {
    int length = sector.u8(offset);
    if (length < FIXED + 1 || offset + length > sector.length()) {
      throw sector.damage(offset, "a directory record of " + length + " bytes");
    }
    Block record = sector.part(offset, length);
    int identifierLength = record.u8(32);
    if (identifierLength == 0 || FIXED + identifierLength > length) {
      throw record.damage(32, "a directory record with a name of " + identifierLength + " bytes");
    }
    if (record.u8(26) != 0 || record.u8(27) != 0) {
      throw record.unsupported(26, "it has interleaved files");
    }
    return new DirectoryRecord(
        record,
        record.u32(2) + record.u8(1),
        record.u32(10),
        record.u8(25),
        record.part(FIXED, identifierLength));
  }

  boolean isDirectory() {
    return (flags & DIRECTORY) != 0;
  }

  /** An associated file (9.1.6): an attribute of the next record's file, not a file to list. */
  boolean isAssociated() {
    return (flags & ASSOCIATED) != 0;
  }

  /** Whether the next record is the next extent of the same file. */
  boolean isContinued() {
    return (flags & CONTINUED) != 0;
  }

  boolean isSelfOrParent() {
    return identifier.length() == 1 && identifier.u8(0) <= 1;
  }
}
