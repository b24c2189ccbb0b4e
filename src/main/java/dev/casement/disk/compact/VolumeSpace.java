package dev.casement.disk.compact;

/**
 * What becomes of a partition's free space.
 *
 * @param partition its number, or 0 for a volume on a disk without partitions
 * @param leftOut in bytes
 * @param kept why all of the partition is kept, a clause; empty if its free space is left out
 */
public record VolumeSpace(int partition, long leftOut, String kept) {
  static VolumeSpace leftOut(int partition, long bytes) {
    return new VolumeSpace(partition, bytes, "");
  }

  static VolumeSpace kept(int partition, String why) {
    return new VolumeSpace(partition, 0, why);
  }
}
