package dev.casement.disk.compact;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.Fields;
import dev.casement.disk.image.Partition;
import dev.casement.disk.image.PartitionTable;
import dev.casement.disk.ntfs.Hibernation;
import dev.casement.disk.ntfs.NtfsVolume;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The space of a disk that belongs to no file, by the bitmaps of its NTFS volumes.
 *
 * <p>In doubt, space is not free: outside partitions, on other file systems, and on volumes that
 * are not settled, have shadow copies, or whose bitmap contradicts the files.
 *
 * @param extents what may be left out, in multiples of {@link #GRANULE}
 * @param volumes the result for each volume of Windows, in their order
 */
record FreeSpace(Extents extents, List<VolumeSpace> volumes) {
  /** Free space is left out in units of this size, the cluster size of most volumes. */
  static final int GRANULE = 4096;

  /** MBR types: NTFS, recovery, hidden recovery; GPT types: basic data, recovery. */
  private static final Set<String> TYPES =
      Set.of(
          "07",
          "27",
          "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7",
          "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC");

  /** Extended partitions, which contain the logical ones. */
  private static final Set<String> EXTENDED = Set.of("05", "0F", "85");

  FreeSpace {
    volumes = List.copyOf(volumes);
  }

  /**
   * Finds free space; what cannot be read has none.
   *
   * @throws dev.casement.report.BuildException if the host cannot read the disk
   */
  static FreeSpace of(DiskImage disk) {
    try {
      PartitionTable table = PartitionTable.read(disk);
      return switch (table.scheme()) {
        case NONE -> of(disk, List.of(new Partition(0, 0, disk.size(), "07", "", "", false)));
        case MBR, GPT -> of(disk, table.partitions());
        case GPT_HALF_DAMAGED -> nothing(table.partitions(), "the partition table is damaged");
      };
    } catch (DiskException e) {
      return new FreeSpace(new Extents(), List.of(VolumeSpace.kept(0, e.what())));
    }
  }

  /** Whether a volume of Windows is expected there, readable or not. */
  private static boolean isOfWindows(DiskImage disk, Partition partition) {
    if (!TYPES.contains(partition.type())) {
      return false;
    }
    Fields start = Fields.read(disk, partition.start(), 11, ByteOrder.LITTLE_ENDIAN, "a sector");
    return start.has(3, "NTFS    ") || start.has(3, "-FVE-FS-");
  }

  private static FreeSpace nothing(List<Partition> partitions, String why) {
    return new FreeSpace(
        new Extents(), partitions.stream().map(p -> VolumeSpace.kept(p.number(), why)).toList());
  }

  private static FreeSpace of(DiskImage disk, List<Partition> partitions) {
    List<Partition> ordered =
        partitions.stream()
            .filter(partition -> !EXTENDED.contains(partition.type()))
            .sorted(Comparator.comparingLong(Partition::start))
            .toList();
    long end = 0;
    for (Partition partition : ordered) {
      if (partition.start() < end) {
        return nothing(ordered, "partition " + partition.number() + " overlaps another");
      }
      end = partition.start() + partition.length();
    }
    List<Partition> ofWindows = ordered.stream().filter(each -> isOfWindows(disk, each)).toList();
    Extents extents = new Extents();
    List<VolumeSpace> volumes = new ArrayList<>();
    for (Partition partition : ofWindows) {
      try {
        Extents free = free(partition.on(disk), partition.start());
        extents.addAll(free);
        volumes.add(VolumeSpace.leftOut(partition.number(), free.total()));
      } catch (AsleepException e) {
        // A hibernated Windows may have the disk's other volumes mounted, too.
        return nothing(ofWindows, "a Windows is hibernated on partition " + partition.number());
      } catch (InDoubtException e) {
        volumes.add(VolumeSpace.kept(partition.number(), e.why));
      } catch (DiskException e) {
        volumes.add(VolumeSpace.kept(partition.number(), e.what()));
      }
    }
    return new FreeSpace(extents, volumes);
  }

  private static Extents free(ByteSource bytes, long position) throws AsleepException {
    NtfsVolume volume = NtfsVolume.open(bytes);
    switch (Hibernation.of(volume)) {
      case NONE, WOKEN -> {}
      case ASLEEP, UNKNOWN -> throw new AsleepException();
    }
    if (!volume.isSettled()) {
      throw new InDoubtException("it is dirty: Windows has not unmounted it cleanly");
    }
    if (ShadowCopies.areOn(bytes)) {
      throw new InDoubtException("it has shadow copies");
    }
    Extents clusters = new Extents();
    Extents pieces = new Extents();
    long size = volume.clusterSize();
    volume
        .bitmap()
        .forEachFree(
            (first, count) -> {
              clusters.add(first, first + count);
              long start = position + first * size;
              long end = start + count * size;
              pieces.add(Math.ceilDiv(start, GRANULE) * GRANULE, end / GRANULE * GRANULE);
            });
    volume.forEachUsed(
        (file, first, count) -> {
          if (clusters.overlap(first, first + count)) {
            throw new InDoubtException(
                "its bitmap calls clusters free that file " + file + " has; chkdsk is needed");
          }
        });
    return pieces;
  }

  /** A hibernated Windows: none of the disk's volumes can be relied on. */
  private static final class AsleepException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** A volume can be read, but its bitmap cannot be relied on. */
  private static final class InDoubtException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;

    InDoubtException(String why) {
      super(why);
      this.why = why;
    }
  }
}
