package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;

/**
 * An entry of a partition table.
 *
 * @param number as Windows and Linux count: 1 to 4 for primary ones of an MBR, from 5 for logical
 *     ones; the entry's place in a GPT, from 1
 * @param start in bytes from the start of the disk
 * @param length in bytes
 * @param type an MBR's type in two hexadecimal digits, or a GPT's type GUID; both in upper case
 * @param id a GPT's GUID of this partition, in upper case, else empty
 * @param name a GPT's name, else empty
 * @param active whether BIOS boots from it (MBR only)
 */
public record Partition(
    int number, long start, long length, String type, String id, String name, boolean active) {
  /**
   * The partition's bytes.
   *
   * @throws DiskException if the disk ends before the partition does
   */
  public ByteSource on(ByteSource disk) {
    if (start > disk.size() || length > disk.size() - start) {
      throw DiskException.damaged(
          disk,
          start,
          "partition " + number + " of " + length + " bytes ends past the end of the" + " disk");
    }
    return new Slice("partition " + number + " of " + disk.name(), disk, start, length);
  }
}
