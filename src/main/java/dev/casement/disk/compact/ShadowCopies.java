package dev.casement.disk.compact;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * Whether a volume has shadow copies (libyal/libvshadow, "Volume Shadow Snapshot (VSS)").
 *
 * <p>Data that is deleted after a shadow copy was made is free on the volume, but still part of the
 * copy: it is saved elsewhere only when it is overwritten.
 */
final class ShadowCopies {
  private static final UUID MARK = UUID.fromString("3808876b-c176-4e48-b7ae-04046e6cc752");
  private static final int HEADER_AT = 0x1e00;
  private static final int HEADER = 64;
  private static final int BLOCK = 16 << 10;
  private static final int ENTRY = 128;
  private static final int UNUSED = 1;

  /** Windows keeps at most 512 copies of a volume, with two entries each. */
  private static final int MAX_BLOCKS = 64;

  private ShadowCopies() {}

  /**
   * Reads the catalog of shadow copies.
   *
   * @throws DiskException if it is damaged
   */
  static boolean areOn(ByteSource volume) {
    if (volume.size() < HEADER_AT + HEADER) {
      return false;
    }
    Fields header =
        Fields.read(volume, HEADER_AT, HEADER, ByteOrder.LITTLE_ENDIAN, "the VSS header");
    if (!header.guid(0).equals(MARK)) {
      return false;
    }
    int blocks = 0;
    for (long at = header.u64(48); at != 0; blocks++) {
      Fields block =
          Fields.read(volume, at, BLOCK, ByteOrder.LITTLE_ENDIAN, "the catalog of shadow copies");
      if (!block.guid(0).equals(MARK) || blocks == MAX_BLOCKS) {
        throw block.damaged(0, "it is not a block of the catalog of shadow copies");
      }
      for (int entry = ENTRY; entry < BLOCK; entry += ENTRY) {
        if (block.u64(entry) > UNUSED) {
          return true;
        }
      }
      at = block.u64(40);
    }
    return false;
  }
}
