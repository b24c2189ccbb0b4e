package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteOrder;

/**
 * The first sector of an NTFS volume.
 *
 * @param clusterSize in bytes, a power of two
 * @param clusters how many the volume has
 * @param mftCluster where the master file table begins
 * @param recordSize of a file record in bytes
 */
record BootSector(int clusterSize, long clusters, long mftCluster, int recordSize) {
  private static final int LENGTH = 512;
  private static final int MAX_CLUSTER = 2 << 20;
  private static final int MAX_RECORD = 1 << 16;

  /**
   * Reads the first sector.
   *
   * @throws DiskException UNSUPPORTED if it is not an NTFS volume, DAMAGED if its values are
   *     impossible
   */
  static BootSector read(ByteSource volume) {
    if (volume.size() < LENGTH) {
      throw DiskException.unsupported(volume.name(), "it is not an NTFS volume");
    }
    Fields sector =
        Fields.read(volume, 0, LENGTH, ByteOrder.LITTLE_ENDIAN, "the boot sector of NTFS");
    if (!sector.has(3, "NTFS    ")) {
      throw DiskException.unsupported(
          volume.name(),
          sector.has(3, "-FVE-FS-") ? "it is encrypted by BitLocker" : "it is not an NTFS volume");
    }
    int sectorSize = sector.u16(11);
    if (sectorSize < 256 || sectorSize > 4096 || Integer.bitCount(sectorSize) != 1) {
      throw sector.damaged(11, "sectors of " + sectorSize + " bytes");
    }
    long clusterSize = (long) sectorSize * perCluster(sector);
    if (clusterSize > MAX_CLUSTER || Long.bitCount(clusterSize) != 1) {
      throw sector.damaged(13, "clusters of " + clusterSize + " bytes");
    }
    long sectors = sector.u64(40);
    if (sectors > volume.size() / sectorSize) {
      throw sector.damaged(
          40, "the volume has " + sectors + " sectors, more than there are on the disk");
    }
    return new BootSector(
        (int) clusterSize,
        sectors / (clusterSize / sectorSize),
        sector.u64(48),
        recordSize(sector, clusterSize));
  }

  /** The sectors of a cluster; a byte from 128 on is a negative power of two. */
  private static int perCluster(Fields sector) {
    int recorded = sector.u8(13);
    if (recorded <= 128) {
      return recorded;
    }
    int power = 256 - recorded;
    return power < 20 ? 1 << power : 0;
  }

  /** The size of a record, recorded in clusters, or as a negative power of two in bytes. */
  private static int recordSize(Fields sector, long clusterSize) {
    byte recorded = (byte) sector.u8(64);
    long size = recorded > 0 ? recorded * clusterSize : recorded > -20 ? 1L << -recorded : 0;
    if (size < 512 || size > MAX_RECORD || Long.bitCount(size) != 1) {
      throw sector.damaged(64, "file records of " + size + " bytes");
    }
    return (int) size;
  }
}
