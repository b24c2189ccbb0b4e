package dev.casement.media.udf;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.Block;
import dev.casement.media.volume.Damage;
import dev.casement.media.volume.Extent;
import java.util.List;

/**
 * The blocks of a logical volume, addressed by partition and number as its structures do.
 *
 * @param partitions in the order of the partition maps, which references count from 0
 */
record UdfSpace(ByteSource medium, int blockSize, List<UdfPartition> partitions) {
  UdfSpace {
    partitions = List.copyOf(partitions);
  }

  /** An address of a block (ECMA-167, 4/7.1). */
  record Address(int partition, long block) {
    /** Reads a recorded address: the block's number, then the partition's reference. */
    static Address read(Block from, int at) {
      return new Address(from.u16(at + 4), from.u32(at));
    }
  }

  List<Extent> map(Address address, long length) {
    if (address.partition() >= partitions.size()) {
      throw Damage.at(medium, 0, "a reference to partition " + address.partition());
    }
    return partitions.get(address.partition()).map(address.block(), length);
  }

  /** Reads one block. */
  Block block(Address address, String what) {
    Extent extent = map(address, blockSize).getFirst();
    if (extent.position() == Extent.HOLE || extent.length() < blockSize) {
      throw Damage.at(medium, Math.max(extent.position(), 0), what + " is not recorded whole");
    }
    return Block.read(medium, extent.position(), blockSize, what);
  }
}
