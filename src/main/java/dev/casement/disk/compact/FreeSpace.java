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
 * The space of a disk that no file has, by the bitmaps of its NTFS volumes.
 *
 * <p>In doubt, space is not free: not outside of partitions, not on other volumes, nor on one that
 * is not settled, has shadow copies, or whose bitmap and files contradict each other.
 *
 * @param extents what may be left out, in whole pieces of {@link #GRANULE}
 * @param volumes what was found of each volume of Windows, in their order
 */
record FreeSpace(Extents extents, List<VolumeSpace> volumes) {
  /** Free space is left out in pieces of this size, that of most volumes' clusters. */
  static final int GRANULE = 4096;

  /** NTFS, its recovery partition, and the latter hidden; as GPT types: basic data, recovery. */
  private static final Set<String> TYPES =
      Set.of(
          "07",
          "27",
          "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7",
          "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC");

  /** They contain the logical ones. */
  private static final Set<String> EXTENDED = Set.of("05", "0F", "85");

  FreeSpace {
    volumes = List.copyOf(volumes);
  }

  /**
   * Looks for free space; what cannot be read has none.
   *
   * @throws dev.casement.report.BuildException when the host cannot read the disk
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

  /** Whether a volume of Windows is to be expected there, readable or not. */
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
        // A Windows that sleeps knows the other volumes of its disk too.
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

  /** Not even the other volumes are what they seem to be. */
  private static final class AsleepException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** A volume can be read, but its bitmap is not to be relied on. */
  private static final class InDoubtException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;

    InDoubtException(String why) {
      super(why);
      this.why = why;
    }
  }
}
