package dev.casement.verify;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.fat.FatVolume;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Partition;
import dev.casement.disk.ntfs.NtfsVolume;
import java.util.Optional;

/**
 * What a partition holds, as far as it can be read.
 *
 * @param partition empty for a file system that fills the disk
 * @param unreadable why it cannot be read, although it is of a known kind
 */
record Volume(
    Optional<Partition> partition,
    Optional<NtfsVolume> ntfs,
    Optional<FatVolume> fat,
    Optional<DiskException> unreadable) {
  static Volume of(Optional<Partition> partition, ByteSource disk) {
    try {
      ByteSource bytes = partition.map(part -> part.on(disk)).orElse(disk);
      Optional<NtfsVolume> ntfs = ifThatKind(() -> NtfsVolume.open(bytes));
      Optional<FatVolume> fat =
          ntfs.isPresent() ? Optional.empty() : ifThatKind(() -> FatVolume.open(bytes));
      return new Volume(partition, ntfs, fat, Optional.empty());
    } catch (DiskException e) {
      return new Volume(partition, Optional.empty(), Optional.empty(), Optional.of(e));
    }
  }

  private static <T> Optional<T> ifThatKind(java.util.function.Supplier<T> open) {
    try {
      return Optional.of(open.get());
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.UNSUPPORTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** As findings name it. */
  String name() {
    return partition.map(part -> "partition " + part.number()).orElse("the disk");
  }
}
