package dev.casement.disk.fat;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/**
 * The first file allocation table: which cluster follows which.
 *
 * @param at where it begins, in bytes
 * @param bits of an entry: 12, 16 or 32
 * @param clusters how many there are; the first one has the number 2
 * @param dataAt where cluster 2 begins, in bytes
 * @param clusterSize in bytes
 */
record FatTable(ByteSource source, long at, int bits, long clusters, long dataAt, int clusterSize) {
  private static final int FIRST = 2;

  /** An entry of FAT32 has 28 bits. */
  private static final long MASK_32 = 0x0fff_ffffL;

  /**
   * The clusters of a file in order; those beyond its size are left out.
   *
   * @throws DiskException if the chain leaves the volume
   */
  long[] chain(FatEntry file, long most) {
    LongStream.Builder chain = LongStream.builder();
    long cluster = file.cluster();
    for (long count = 0; count < most && cluster != 0 && !isEnd(cluster); count++) {
      if (cluster < FIRST || cluster >= FIRST + clusters) {
        throw DiskException.damaged(
            source, at, file.name() + " goes on at cluster " + cluster + ", which does not exist");
      }
      chain.add(cluster);
      cluster = next(cluster);
    }
    return chain.build().toArray();
  }

  long position(long cluster) {
    return dataAt + (cluster - FIRST) * clusterSize;
  }

  private boolean isEnd(long cluster) {
    return cluster >= (bits == 32 ? MASK_32 : (1L << bits) - 1) - 7;
  }

  private long next(long cluster) {
    long position = at + cluster * bits / 8;
    int length = bits == 32 ? 4 : 2;
    Fields entry =
        Fields.read(source, position, length, ByteOrder.LITTLE_ENDIAN, "the allocation table");
    return switch (bits) {
      case 12 -> cluster % 2 == 0 ? entry.u16(0) & 0xfff : entry.u16(0) >> 4;
      case 16 -> entry.u16(0);
      default -> entry.u32(0) & MASK_32;
    };
  }
}
