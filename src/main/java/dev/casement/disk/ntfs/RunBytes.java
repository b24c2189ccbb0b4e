package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.bytes.PiecewiseSource;
import dev.casement.disk.image.Fields;
import dev.casement.disk.image.Zeros;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The value of a nonresident attribute, as stored.
 *
 * @param size of the value in bytes; what the runs lack was never written
 * @param initialized how many bytes have been written; what follows reads as zeros
 */
record RunBytes(
    String name, ByteSource volume, int clusterSize, RunList runs, long size, long initialized)
    implements PiecewiseSource {
  /**
   * The value whose pieces these are; its size is in the first one.
   *
   * @throws dev.casement.disk.image.DiskException as {@link RunList#append}
   */
  static RunBytes of(String name, ByteSource volume, BootSector boot, List<Attribute> pieces) {
    Attribute first = pieces.getFirst();
    RunList runs = new RunList(boot.clusters());
    pieces.forEach(runs::append);
    return new RunBytes(
        name, volume, boot.clusterSize(), runs, first.size(), first.initializedSize());
  }

  @Override
  public int readPiece(long at, int most, ByteBuffer to) {
    long vcn = at / clusterSize;
    if (at >= initialized || vcn >= runs.end()) {
      Zeros.put(to, most);
      return most;
    }
    int within = (int) (at % clusterSize);
    long together = runs.together(vcn) * clusterSize - within;
    int count = (int) Math.min(Math.min(most, together), initialized - at);
    long cluster = runs.cluster(vcn);
    if (cluster == RunList.SPARSE) {
      Zeros.put(to, count);
      return count;
    }
    Fields.readFully(volume, cluster * clusterSize + within, count, to, name);
    return count;
  }
}
