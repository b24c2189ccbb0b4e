package dev.casement.verify;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.fat.FatVolume;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Partition;
import dev.casement.disk.ntfs.NtfsVolume;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The contents of a partition, as far as they can be read.
 *
 * @param partition empty for a file system that fills the disk
 * @param encrypted by BitLocker
 * @param unreadable why it cannot be read, although its file system is known
 */
record Volume(
    Optional<Partition> partition,
    Optional<NtfsVolume> ntfs,
    Optional<FatVolume> fat,
    boolean encrypted,
    Optional<DiskException> unreadable) {
  /** BitLocker's signature, in place of that of NTFS (libyal/libbde). */
  private static final byte[] MARK = "-FVE-FS-".getBytes(StandardCharsets.US_ASCII);

  private static final int MARK_AT = 3;

  static Volume of(Optional<Partition> partition, ByteSource disk) {
    try {
      ByteSource bytes = partition.map(part -> part.on(disk)).orElse(disk);
      Optional<NtfsVolume> ntfs = ifThatKind(() -> NtfsVolume.open(bytes));
      Optional<FatVolume> fat =
          ntfs.isPresent() ? Optional.empty() : ifThatKind(() -> FatVolume.open(bytes));
      return new Volume(partition, ntfs, fat, isEncrypted(bytes), Optional.empty());
    } catch (DiskException e) {
      return new Volume(partition, Optional.empty(), Optional.empty(), false, Optional.of(e));
    }
  }

  private static <T> Optional<T> ifThatKind(Supplier<T> open) {
    try {
      return Optional.of(open.get());
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.UNSUPPORTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean isEncrypted(ByteSource bytes) {
    ByteBuffer mark = ByteBuffer.allocate(MARK.length);
    return bytes.read(MARK_AT, mark) == MARK.length && mark.flip().equals(ByteBuffer.wrap(MARK));
  }

  /** Whether a Windows may be on it that cannot be read. */
  boolean isClosed() {
    return encrypted || unreadable.isPresent();
  }

  /** Its name in findings. */
  String name() {
    return partition.map(part -> "partition " + part.number()).orElse("the disk");
  }
}
