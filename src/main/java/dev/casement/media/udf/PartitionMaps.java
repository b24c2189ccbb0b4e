package dev.casement.media.udf;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.Block;
import dev.casement.media.volume.Damage;
import dev.casement.report.BuildException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the partition maps of a logical volume.
 *
 * <p>ECMA-167, 3/10.7 (maps of type 1 and 2); OSTA UDF 2.60, 2.2.8 to 2.2.10 for the virtual,
 * sparable and metadata maps of type 2, of which only the last occurs on ISO images.
 */
final class PartitionMaps {
  private static final int MAPS = 440;
  private static final int MAP_LIMIT = 16;

  /** A metadata file has one or two extents; every look-up searches them. */
  private static final int PIECE_LIMIT = 10_000;

  private static final int PHYSICAL = 1;
  private static final int BY_NAME = 2;
  private static final String METADATA = "*UDF Metadata Partition";

  /** The same padding as in {@code IsoVolume}. */
  private static final long PADDING = 150 * 2048L;

  private final ByteSource medium;
  private final VolumeSequence sequence;
  private final int blockSize;

  PartitionMaps(ByteSource medium, VolumeSequence sequence, int blockSize) {
    this.medium = medium;
    this.sequence = sequence;
    this.blockSize = blockSize;
  }

  List<UdfPartition> read() {
    Block volume = sequence.logicalVolume();
    long count = volume.u32(268);
    if (count > MAP_LIMIT) {
      throw volume.damage(268, count + " partition maps");
    }
    List<UdfPartition> partitions = new ArrayList<>();
    int at = MAPS;
    for (int i = 0; i < count; i++) {
      int length = volume.u8(at + 1);
      Block map = volume.part(at, length);
      partitions.add(partition(map));
      at += length;
    }
    return partitions;
  }

  private UdfPartition partition(Block map) {
    return switch (map.u8(0)) {
      case PHYSICAL -> physical(map, map.u16(4));
      case BY_NAME -> {
        if (!map.has(5, METADATA)) {
          throw map.unsupported(4, "it has a virtual or sparable partition");
        }
        yield metadata(map);
      }
      default -> throw map.damage(0, "a partition map of type " + map.u8(0));
    };
  }

  private UdfPartition physical(Block map, int number) {
    Block descriptor = sequence.partition(number);
    if (descriptor == null) {
      throw map.damage(0, "no descriptor of partition " + number);
    }
    long start = descriptor.u32(188) * blockSize;
    long size = descriptor.u32(192) * blockSize;
    if (start + size - PADDING > medium.size()) {
      throw Damage.cutShort(medium, start, start + size, "the UDF partition");
    }
    return new UdfPartition.Physical(medium, start, size, blockSize);
  }

  private UdfPartition metadata(Block map) {
    UdfPartition home = physical(map, map.u16(38));
    try {
      return metadata(home, map.u32(40));
    } catch (BuildException main) {
      try {
        return metadata(home, map.u32(44));
      } catch (BuildException mirror) {
        throw main;
      }
    }
  }

  private UdfPartition metadata(UdfPartition home, long block) {
    UdfSpace space = new UdfSpace(medium, blockSize, List.of(home));
    FileEntry file = FileEntry.read(space, new UdfSpace.Address(0, block));
    if (file.extents().size() > PIECE_LIMIT) {
      throw Damage.at(medium, 0, "a metadata partition in " + file.extents().size() + " pieces");
    }
    return new UdfPartition.Metadata(medium, file.extents(), blockSize);
  }
}
