package dev.casement.disk.ntfs;

import dev.casement.bytes.PiecewiseSource;
import dev.casement.compression.CorruptDataException;
import dev.casement.compression.Lznt1;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import dev.casement.disk.image.Recent;
import dev.casement.disk.image.Zeros;
import java.nio.ByteBuffer;

/**
 * The value of a compressed attribute, in units of several clusters. A unit with fewer clusters is
 * compressed; one without clusters is all zeros.
 */
final class CompressedBytes implements PiecewiseSource {
  private static final int KEPT = 4;
  private static final int MAX_UNIT = 1 << 20;

  /** The stored clusters; those that a compressed unit lacks read as zeros. */
  private final RunBytes stored;

  private final int unitClusters;
  private final int unitSize;
  private final Recent<byte[]> units = new Recent<>(KEPT);
  private final Lznt1 decompressor = new Lznt1();

  /**
   * Takes the runs of an attribute.
   *
   * @param stored has the size of the plain value
   * @param unit how many clusters are compressed together, as a power of two
   * @throws DiskException if units are larger than NTFS allows
   */
  CompressedBytes(RunBytes stored, int unit) {
    this.stored = stored;
    if (unit > 16 || (long) stored.clusterSize() << unit > MAX_UNIT) {
      throw DiskException.damaged(
          stored, 0, "it is compressed in units of 2^" + unit + " clusters");
    }
    unitClusters = 1 << unit;
    unitSize = stored.clusterSize() << unit;
  }

  @Override
  public String name() {
    return stored.name();
  }

  @Override
  public long size() {
    return stored.size();
  }

  @Override
  public int readPiece(long at, int most, ByteBuffer to) {
    int within = (int) (at % unitSize);
    int count = Math.min(most, unitSize - within);
    if (at >= stored.initialized()) {
      Zeros.put(to, count);
    } else {
      to.put(units.get(at / unitSize, this::unit), within, count);
    }
    return count;
  }

  private byte[] unit(long number) {
    byte[] plain = new byte[unitSize];
    long first = number * unitClusters;
    int clusters = 0;
    while (clusters < unitClusters
        && first + clusters < stored.runs().end()
        && stored.runs().cluster(first + clusters) != RunList.SPARSE) {
      clusters++;
    }
    if (clusters == 0) {
      return plain;
    }
    int length = clusters * stored.clusterSize();
    ByteBuffer bytes = ByteBuffer.allocate(length);
    Fields.readFully(whole(), number * unitSize, bytes, "a compressed unit");
    if (clusters == unitClusters) {
      return bytes.array();
    }
    try {
      decompressor.decompress(bytes.flip(), plain);
    } catch (CorruptDataException e) {
      throw DiskException.damaged(this, number * unitSize, String.valueOf(e.getMessage()));
    }
    return plain;
  }

  /** All clusters, including those past the value's end: compressed bytes may extend further. */
  private RunBytes whole() {
    long all = stored.runs().end() * stored.clusterSize();
    return new RunBytes(name(), stored.volume(), stored.clusterSize(), stored.runs(), all, all);
  }
}
