package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;
import java.nio.ByteOrder;
import java.util.List;

/**
 * How a disk is divided.
 *
 * @param partitions in the order of the table, empty entries left out
 * @param id the disk's signature (MBR, eight hexadecimal digits) or GUID (GPT), in upper case;
 *     empty if there is no table
 */
public record PartitionTable(Scheme scheme, String id, List<Partition> partitions) {
  /** Kinds of partition tables. */
  public enum Scheme {
    /** No table: an empty disk, or one file system on the whole disk. */
    NONE,
    MBR,
    GPT,
    /** A GPT with one damaged copy, read from the sound one. */
    GPT_HALF_DAMAGED
  }

  public PartitionTable {
    partitions = List.copyOf(partitions);
  }

  /**
   * Reads the table of a disk with sectors of 512 bytes.
   *
   * @throws DiskException if there is a damaged table
   */
  public static PartitionTable read(ByteSource disk) {
    if (disk.size() < Mbr.SECTOR) {
      return none();
    }
    Fields first = Fields.read(disk, 0, Mbr.SECTOR, ByteOrder.LITTLE_ENDIAN, "the first sector");
    if (!Mbr.isTable(first)) {
      return none();
    }
    return Mbr.protectsGpt(first) ? Gpt.read(disk) : Mbr.read(disk, first);
  }

  private static PartitionTable none() {
    return new PartitionTable(Scheme.NONE, "", List.of());
  }
}
