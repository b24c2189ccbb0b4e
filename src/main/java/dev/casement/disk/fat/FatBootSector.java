package dev.casement.disk.fat;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteOrder;

/**
 * The first sector of a FAT volume; positions and lengths are in bytes.
 *
 * @param bits of an entry of the table: 12, 16 or 32
 * @param clusters how many there are
 * @param rootAt where the root directory of FAT12 and FAT16 is
 * @param rootCluster where that of FAT32 begins
 */
record FatBootSector(
    int bits,
    long clusters,
    int clusterSize,
    long tableAt,
    long rootAt,
    long rootLength,
    long rootCluster,
    long dataAt) {
  private static final int LENGTH = 512;
  private static final int ENTRY = 32;
  private static final int MOST_FAT12 = 4084;
  private static final int MOST_FAT16 = 65_524;
  private static final int MAX_CLUSTER = 1 << 18;

  static FatBootSector read(ByteSource source) {
    if (source.size() < LENGTH) {
      throw notFat(source);
    }
    Fields sector = Fields.read(source, 0, LENGTH, ByteOrder.LITTLE_ENDIAN, "the boot sector");
    boolean jumps = sector.u8(0) == 0xeb || sector.u8(0) == 0xe9;
    boolean named = sector.has(54, "FAT") || sector.has(82, "FAT32   ");
    if (!jumps || !named) {
      throw notFat(source);
    }
    int bytesPerSector = sector.u16(11);
    int perCluster = sector.u8(13);
    if (bytesPerSector < LENGTH
        || Integer.bitCount(bytesPerSector) != 1
        || Integer.bitCount(perCluster) != 1
        || bytesPerSector * perCluster > MAX_CLUSTER) {
      throw sector.damaged(11, "clusters of " + perCluster + " sectors of " + bytesPerSector);
    }
    return read(sector, source.size() / bytesPerSector, bytesPerSector, perCluster);
  }

  private static FatBootSector read(Fields sector, long most, int bytesPerSector, int perCluster) {
    long rootLength = (long) sector.u16(17) * ENTRY;
    long sectors = sector.u16(19) == 0 ? sector.u32(32) : sector.u16(19);
    long perTable = sector.u16(22) == 0 ? sector.u32(36) : sector.u16(22);
    long tableAt = sector.u16(14);
    long rootAt = tableAt + sector.u8(16) * perTable;
    long dataAt = rootAt + Math.ceilDiv(rootLength, bytesPerSector);
    if (sectors > most || dataAt >= sectors) {
      throw sector.damaged(32, "the volume of " + sectors + " sectors has no room for data");
    }
    long clusters = (sectors - dataAt) / perCluster;
    int bits = clusters <= MOST_FAT12 ? 12 : clusters <= MOST_FAT16 ? 16 : 32;
    if ((clusters + 2) * bits / 8 > perTable * bytesPerSector) {
      throw sector.damaged(36, "the table is too short for " + clusters + " clusters");
    }
    return new FatBootSector(
        bits,
        clusters,
        bytesPerSector * perCluster,
        tableAt * bytesPerSector,
        rootAt * bytesPerSector,
        rootLength,
        sector.u32(44),
        dataAt * bytesPerSector);
  }

  private static DiskException notFat(ByteSource source) {
    return DiskException.unsupported(source.name(), "it is not a FAT volume");
  }
}
