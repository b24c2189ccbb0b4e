package dev.casement.media.udf;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.Damage;
import dev.casement.media.volume.Extent;
import java.util.ArrayList;
import java.util.List;

/** Maps the blocks of a partition to the medium. */
sealed interface UdfPartition {
  /**
   * The runs of bytes that hold {@code length} bytes from a block on, in order.
   *
   * @throws dev.casement.report.BuildException MEDIA if some lie outside the partition
   */
  List<Extent> map(long block, long length);

  /** Contiguous blocks on the medium (ECMA-167, 3/10.5). */
  record Physical(ByteSource medium, long start, long size, int blockSize) implements UdfPartition {
    @Override
    public List<Extent> map(long block, long length) {
      long at = block * blockSize;
      if (at + length > size) {
        throw Damage.at(medium, start + at, "a block outside of its partition");
      }
      return List.of(new Extent(start + at, length));
    }
  }

  /** Blocks in a file of a physical partition (OSTA UDF 2.60, 2.2.10 and 2.2.13). */
  record Metadata(ByteSource medium, List<Extent> extents, int blockSize) implements UdfPartition {
    public Metadata {
      extents = List.copyOf(extents);
    }

    @Override
    public List<Extent> map(long block, long length) {
      List<Extent> found = new ArrayList<>();
      long from = block * blockSize;
      long left = length;
      for (Extent extent : extents) {
        if (from < extent.length() && left > 0) {
          long count = Math.min(left, extent.length() - from);
          found.add(
              new Extent(
                  extent.position() == Extent.HOLE ? Extent.HOLE : extent.position() + from,
                  count));
          left -= count;
          from = 0;
        } else {
          from -= Math.min(from, extent.length());
        }
      }
      if (left > 0) {
        throw Damage.at(medium, 0, "block " + block + " lies outside of the metadata partition");
      }
      return found;
    }
  }
}
