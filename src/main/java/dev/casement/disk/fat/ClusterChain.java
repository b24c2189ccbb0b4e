package dev.casement.disk.fat;

import dev.casement.bytes.PiecewiseSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteBuffer;

/** The content of a file, cluster by cluster. */
final class ClusterChain implements PiecewiseSource {
  private final FatTable table;
  private final long[] clusters;
  private final long size;
  private final String name;

  ClusterChain(FatTable table, long[] clusters, long size, String name) {
    if (size > (long) clusters.length * table.clusterSize()) {
      throw DiskException.damaged(
          table.source(), table.at(), name + " of " + size + " bytes has too few clusters");
    }
    this.table = table;
    this.clusters = clusters;
    this.size = size;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int readPiece(long position, int most, ByteBuffer to) {
    int within = (int) (position % table.clusterSize());
    int count = Math.min(most, table.clusterSize() - within);
    long at = table.position(clusters[(int) (position / table.clusterSize())]) + within;
    Fields.readFully(table.source(), at, count, to, name);
    return count;
  }
}
