package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a master boot record and the chain of logical partitions (UEFI specification, 5.2.1). */
final class Mbr {
  static final int SECTOR = 512;

  private static final int ENTRIES_AT = 446;
  private static final int ENTRY = 16;
  private static final int PROTECTIVE = 0xee;
  private static final int MAX_LOGICAL = 256;

  private Mbr() {}

  /** Whether it is a partition table, not a file system's boot sector with the same signature. */
  static boolean isTable(Fields sector) {
    if (sector.u16(510) != 0xaa55
        || sector.has(3, "NTFS    ")
        || sector.has(54, "FAT")
        || sector.has(82, "FAT32")) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      int status = sector.u8(ENTRIES_AT + i * ENTRY);
      if (status != 0 && status != 0x80) {
        return false;
      }
    }
    return true;
  }

  static boolean protectsGpt(Fields sector) {
    for (int i = 0; i < 4; i++) {
      if (type(sector, i) == PROTECTIVE) {
        return true;
      }
    }
    return false;
  }

  static PartitionTable read(ByteSource disk, Fields sector) {
    List<Partition> found = new ArrayList<>();
    List<Partition> logical = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      if (type(sector, i) == 0) {
        continue;
      }
      found.add(partition(sector, i, i + 1, 0));
      if (isExtended(type(sector, i))) {
        readLogical(disk, start(sector, i), logical);
      }
    }
    found.addAll(logical);
    String signature = String.format(Locale.ROOT, "%08X", sector.u32(440));
    return new PartitionTable(PartitionTable.Scheme.MBR, signature, found);
  }

  /** Reads the chain of logical partitions: the second entry of each table refers to the next. */
  private static void readLogical(ByteSource disk, long extended, List<Partition> to) {
    long at = extended;
    while (true) {
      Fields sector =
          Fields.read(disk, at * SECTOR, SECTOR, ByteOrder.LITTLE_ENDIAN, "a logical partition");
      if (sector.u16(510) != 0xaa55) {
        throw sector.damaged(510, "the table of a logical partition has no signature");
      }
      if (type(sector, 0) != 0) {
        to.add(partition(sector, 0, 5 + to.size(), at));
      }
      if (!isExtended(type(sector, 1))) {
        return;
      }
      if (to.size() >= MAX_LOGICAL || extended + start(sector, 1) <= at) {
        throw sector.damaged(ENTRIES_AT + ENTRY, "the logical partitions have no end");
      }
      at = extended + start(sector, 1);
    }
  }

  private static Partition partition(Fields sector, int index, int number, long base) {
    int at = ENTRIES_AT + index * ENTRY;
    return new Partition(
        number,
        (base + start(sector, index)) * SECTOR,
        sector.u32(at + 12) * SECTOR,
        String.format(Locale.ROOT, "%02X", type(sector, index)),
        "",
        "",
        sector.u8(at) == 0x80);
  }

  private static boolean isExtended(int type) {
    return type == 0x05 || type == 0x0f || type == 0x85;
  }

  private static int type(Fields sector, int index) {
    return sector.u8(ENTRIES_AT + index * ENTRY + 4);
  }

  private static long start(Fields sector, int index) {
    return sector.u32(ENTRIES_AT + index * ENTRY + 8);
  }
}
