package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The header of a qcow2 file, as far as reading requires it (QEMU, docs/interop/qcow2.rst).
 *
 * @param version 2 or 3
 * @param clusterBits the cluster size is 2 to this power
 * @param size of the virtual disk in bytes
 * @param l1Entries how many L2 tables the L1 table refers to
 * @param l1Offset where the L1 table is
 * @param extendedL2 whether L2 entries have a bitmap of subclusters
 * @param zstd whether compressed clusters are Zstandard frames; otherwise, raw deflate streams
 * @param backing the backing file, if any
 */
record Qcow2Header(
    int version,
    int clusterBits,
    long size,
    long l1Entries,
    long l1Offset,
    boolean extendedL2,
    boolean zstd,
    Backing backing) {
  static final String MAGIC = "QFI\u00fb";

  private static final int V2_LENGTH = 72;
  private static final int V3_LENGTH = 104;
  private static final int BACKING_FORMAT = 0xE279_2ACA;
  private static final int MAX_NAME = 1023;

  private static final int DIRTY = 1;
  private static final int CORRUPT = 1 << 1;
  private static final int EXTERNAL_DATA = 1 << 2;
  private static final int COMPRESSION_TYPE = 1 << 3;
  private static final int EXTENDED_L2 = 1 << 4;

  /**
   * The backing file.
   *
   * @param file as recorded; empty if there is none
   * @param format as recorded; empty if it is not
   */
  record Backing(String file, String format) {
    static final Backing NONE = new Backing("", "");
  }

  int clusterSize() {
    return 1 << clusterBits;
  }

  int l2EntrySize() {
    return extendedL2 ? 16 : 8;
  }

  static Qcow2Header read(ByteSource file) {
    Fields first = Fields.read(file, 0, V2_LENGTH, ByteOrder.BIG_ENDIAN, "the qcow2 header");
    if (!first.has(0, MAGIC)) {
      throw first.damaged(0, "it does not begin as a qcow2 file does");
    }
    int version = (int) first.u32(4);
    if (version != 2 && version != 3) {
      throw DiskException.unsupported(file.name(), "its qcow version is " + first.u32(4));
    }
    if (first.u32(32) != 0) {
      throw DiskException.unsupported(file.name(), "it is encrypted");
    }
    long features = 0;
    long length = V2_LENGTH;
    boolean zstd = false;
    if (version == 3) {
      Fields all = Fields.read(file, 0, V3_LENGTH, ByteOrder.BIG_ENDIAN, "the qcow2 header");
      features = checkedFeatures(file, all.bits64(72));
      length = all.u32(100);
      if (length < V3_LENGTH || length % 8 != 0 || length > 1 << 16) {
        throw all.damaged(100, "the header has a length of " + length);
      }
      zstd = length > V3_LENGTH && compression(file, features);
    }
    return checked(
        first,
        new Qcow2Header(
            version,
            clusterBits(first),
            first.u64(24),
            first.u32(36),
            first.u64(40),
            (features & EXTENDED_L2) != 0,
            zstd,
            backing(file, first, length)));
  }

  private static long checkedFeatures(ByteSource file, long features) {
    if ((features & EXTERNAL_DATA) != 0) {
      throw DiskException.unsupported(file.name(), "its data is in another file");
    }
    long unknown = features & ~(DIRTY | CORRUPT | COMPRESSION_TYPE | EXTENDED_L2);
    if (unknown != 0) {
      throw DiskException.unsupported(
          file.name(), "it needs qcow2 features 0x" + Long.toHexString(unknown));
    }
    return features;
  }

  private static boolean compression(ByteSource file, long features) {
    int type = Fields.read(file, V3_LENGTH, 8, ByteOrder.BIG_ENDIAN, "the compression type").u8(0);
    if (type > 1) {
      throw DiskException.unsupported(file.name(), "its compression type is " + type);
    }
    if (type != 0 && (features & COMPRESSION_TYPE) == 0) {
      throw DiskException.damaged(file, V3_LENGTH, "a compression type without its feature");
    }
    return type == 1;
  }

  private static int clusterBits(Fields header) {
    long bits = header.u32(20);
    if (bits < 9 || bits > 21) {
      throw header.damaged(20, "clusters of 2^" + bits + " bytes");
    }
    return (int) bits;
  }

  private static Qcow2Header checked(Fields from, Qcow2Header header) {
    if (header.extendedL2 && header.clusterBits < 14) {
      throw from.damaged(20, "subclusters of less than 512 bytes");
    }
    int l2Bits = header.clusterBits - (header.extendedL2 ? 4 : 3);
    int covered = header.clusterBits + l2Bits;
    long needed = (header.size >> covered) + ((header.size & ((1L << covered) - 1)) == 0 ? 0 : 1);
    if (header.l1Entries < needed) {
      throw from.damaged(36, "the L1 table is too small for the size of the disk");
    }
    return header;
  }

  private static Backing backing(ByteSource file, Fields header, long extensions) {
    long at = header.u64(8);
    long length = header.u32(16);
    if (at == 0 || length == 0) {
      return Backing.NONE;
    }
    if (length > MAX_NAME) {
      throw header.damaged(16, "the backing file's name has " + length + " bytes");
    }
    Fields name =
        Fields.read(file, at, (int) length, ByteOrder.BIG_ENDIAN, "the backing file's name");
    return new Backing(
        name.text(0, (int) length, StandardCharsets.UTF_8),
        backingFormat(file, extensions, Math.min(at, 1L << clusterBits(header))));
  }

  /** Finds the header extension with the backing file's format, before {@code end}. */
  private static String backingFormat(ByteSource file, long start, long end) {
    long at = start;
    while (at <= end - 8) {
      Fields head = Fields.read(file, at, 8, ByteOrder.BIG_ENDIAN, "a header extension");
      long length = head.u32(4);
      if (head.u32(0) == 0) {
        break;
      }
      if (length > end - at - 8) {
        throw head.damaged(4, "a header extension of " + length + " bytes");
      }
      if ((int) head.u32(0) == BACKING_FORMAT) {
        return Fields.read(file, at + 8, (int) length, ByteOrder.BIG_ENDIAN, "a format's name")
            .text(0, (int) length, StandardCharsets.UTF_8);
      }
      at += 8 + (length + 7) / 8 * 8;
    }
    return "";
  }
}
