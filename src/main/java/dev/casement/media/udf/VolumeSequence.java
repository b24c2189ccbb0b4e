package dev.casement.media.udf;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.Block;
import dev.casement.media.volume.Damage;
import dev.casement.report.BuildException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The volume descriptors of a UDF volume: its logical volume and its partitions.
 *
 * <p>ECMA-167, 3/8.4.2 and 3/10: the anchor names a main and a reserve sequence; of descriptors of
 * one type, the one with the highest sequence number prevails.
 */
final class VolumeSequence {
  /** Optical media have the first; images of disks have the others. */
  private static final List<Integer> SECTOR_SIZES = List.of(2048, 512, 4096);

  private static final int SECTOR_LIMIT = 1024;

  private final Map<Integer, Block> partitions = new HashMap<>();
  private @Nullable Block logicalVolume;

  private VolumeSequence() {}

  /**
   * Finds the anchor and reads the main sequence, or the reserve if that is damaged.
   *
   * @throws BuildException MEDIA if neither can be read
   */
  static VolumeSequence read(ByteSource medium) {
    for (int sectorSize : SECTOR_SIZES) {
      long last = medium.size() / sectorSize - 1;
      for (long sector : new long[] {256, last - 256, last, 512}) {
        Block anchor = anchor(medium, sector, sectorSize);
        if (anchor != null) {
          return read(medium, anchor, sectorSize);
        }
      }
    }
    throw Damage.at(
        medium,
        256L * 2048,
        "a UDF volume is announced at offset 32768, but there is no anchor here that describes it");
  }

  /** The logical volume descriptor (3/10.6). */
  Block logicalVolume() {
    if (logicalVolume == null) {
      throw new IllegalStateException("read() makes sure that there is one");
    }
    return logicalVolume;
  }

  /** The partition descriptor (3/10.5) with this number, or null. */
  @Nullable Block partition(int number) {
    return partitions.get(number);
  }

  private static @Nullable Block anchor(ByteSource medium, long sector, int sectorSize) {
    long position = sector * sectorSize;
    if (sector < 0 || position + 512 > medium.size()) {
      return null;
    }
    Block anchor = Block.read(medium, position, 512, "the anchor");
    boolean found =
        Tag.identifier(anchor) == Tag.ANCHOR
            && Tag.isSound(anchor)
            && Tag.location(anchor) == sector;
    return found ? anchor : null;
  }

  private static VolumeSequence read(ByteSource medium, Block anchor, int sectorSize) {
    try {
      return read(medium, anchor, 16, sectorSize);
    } catch (BuildException main) {
      try {
        return read(medium, anchor, 24, sectorSize);
      } catch (BuildException reserve) {
        throw main;
      }
    }
  }

  private static VolumeSequence read(ByteSource medium, Block anchor, int at, int sectorSize) {
    VolumeSequence sequence = new VolumeSequence();
    long count = Math.min(anchor.u32(at) / sectorSize, SECTOR_LIMIT);
    long position = anchor.u32(at + 4) * sectorSize;
    for (int i = 0; i < count; i++) {
      Block descriptor =
          Block.read(medium, position + (long) i * sectorSize, sectorSize, "a volume descriptor");
      if (Tag.identifier(descriptor) == Tag.TERMINATOR || Tag.identifier(descriptor) == 0) {
        break;
      }
      sequence.add(descriptor);
    }
    if (sequence.logicalVolume == null) {
      throw Damage.at(medium, position, "no logical volume descriptor of UDF");
    }
    return sequence;
  }

  private void add(Block descriptor) {
    switch (Tag.identifier(descriptor)) {
      case Tag.PARTITION -> {
        Tag.require(descriptor, Tag.PARTITION, "partition descriptor");
        partitions.merge(descriptor.u16(22), descriptor, VolumeSequence::prevailing);
      }
      case Tag.LOGICAL_VOLUME -> {
        Tag.require(descriptor, Tag.LOGICAL_VOLUME, "logical volume descriptor");
        logicalVolume = logicalVolume == null ? descriptor : prevailing(logicalVolume, descriptor);
      }
      default -> {
        // Reading files requires nothing else.
      }
    }
  }

  private static Block prevailing(Block older, Block newer) {
    return newer.u32(16) >= older.u32(16) ? newer : older;
  }
}
