package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * Reads a GUID partition table, or its backup if the first is damaged (UEFI specification, 5.3).
 */
final class Gpt {
  private static final int SECTOR = 512;
  private static final int HEADER = 92;
  private static final int MAX_TABLE = 1 << 20;
  private static final UUID UNUSED = new UUID(0, 0);

  private Gpt() {}

  /**
   * One of the two copies.
   *
   * @param other the sector where the other one is
   */
  private record Copy(PartitionTable table, long other) {
    PartitionTable alone() {
      return new PartitionTable(
          PartitionTable.Scheme.GPT_HALF_DAMAGED, table.id(), table.partitions());
    }
  }

  static PartitionTable read(ByteSource disk) {
    Copy first;
    try {
      first = readCopy(disk, 1);
    } catch (DiskException e) {
      return backup(disk, e).alone();
    }
    try {
      return readCopy(disk, first.other()).table();
    } catch (DiskException e) {
      return first.alone();
    }
  }

  /** The copy in the last sector, where it is expected if the first does not say. */
  private static Copy backup(ByteSource disk, DiskException why) {
    try {
      return readCopy(disk, disk.size() / SECTOR - 1);
    } catch (DiskException e) {
      why.addSuppressed(e);
      throw why;
    }
  }

  private static Copy readCopy(ByteSource disk, long number) {
    if (number > disk.size() / SECTOR) {
      throw DiskException.damaged(disk, 0, "the copy of the GPT lies past the end of the disk");
    }
    Fields sector =
        Fields.read(disk, number * SECTOR, SECTOR, ByteOrder.LITTLE_ENDIAN, "the GPT header");
    if (!sector.has(0, "EFI PART")) {
      throw sector.damaged(0, "there is no GPT header");
    }
    long length = sector.u32(12);
    if (length < HEADER || length > SECTOR) {
      throw sector.damaged(12, "the GPT header has " + length + " bytes");
    }
    byte[] header = sector.bytes(0, (int) length);
    ByteBuffer.wrap(header).putInt(16, 0);
    if (crc(header) != sector.u32(16)) {
      throw sector.damaged(16, "the checksum of the GPT header is wrong");
    }
    if (sector.u64(24) != number) {
      throw sector.damaged(24, "the GPT header says that it is elsewhere");
    }
    return new Copy(
        new PartitionTable(
            PartitionTable.Scheme.GPT, text(sector.guid(56)), partitions(disk, sector)),
        sector.u64(32));
  }

  private static List<Partition> partitions(ByteSource disk, Fields header) {
    long count = header.u32(80);
    long size = header.u32(84);
    if (size < 128 || size > 4096 || Long.bitCount(size) != 1 || count * size > MAX_TABLE) {
      throw header.damaged(80, "a GPT of " + count + " entries of " + size + " bytes");
    }
    long at = header.u64(72);
    if (at > disk.size() / SECTOR) {
      throw header.damaged(72, "the GPT's entries lie past the end of the disk");
    }
    Fields table =
        Fields.read(
            disk, at * SECTOR, (int) (count * size), ByteOrder.LITTLE_ENDIAN, "the GPT's entries");
    if (crc(table.bytes(0, table.length())) != header.u32(88)) {
      throw header.damaged(88, "the checksum of the GPT's entries is wrong");
    }
    List<Partition> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Fields entry = table.part(i * (int) size, (int) size);
      if (!entry.guid(0).equals(UNUSED)) {
        found.add(partition(entry, i + 1));
      }
    }
    return found;
  }

  private static Partition partition(Fields entry, int number) {
    long first = entry.u64(32);
    long last = entry.u64(40);
    if (last < first || last > Long.MAX_VALUE / SECTOR - 1) {
      throw entry.damaged(32, "partition " + number + " ends before it begins");
    }
    String name = entry.text(56, 72, StandardCharsets.UTF_16LE);
    int end = name.indexOf('\0');
    return new Partition(
        number,
        first * SECTOR,
        (last - first + 1) * SECTOR,
        text(entry.guid(0)),
        text(entry.guid(16)),
        end < 0 ? name : name.substring(0, end),
        false);
  }

  private static String text(UUID guid) {
    return guid.toString().toUpperCase(Locale.ROOT);
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
