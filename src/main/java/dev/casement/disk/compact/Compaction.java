package dev.casement.disk.compact;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/**
 * A disk as it is copied into an image: with zeros where its volumes have free space, which a copy
 * leaves out. The disk itself is never written to.
 */
public final class Compaction {
  private final VirtualDisk disk;
  private final VirtualDisk source;
  private final long size;
  private final FreeSpace space;

  private Compaction(VirtualDisk disk, VirtualDisk source, long size, FreeSpace space) {
    this.disk = disk;
    this.source = source;
    this.size = size;
    this.space = space;
  }

  /**
   * Finds a disk's free space.
   *
   * @param overlay the file that {@link #source} is in, written unless there is nothing to leave
   *     out; of use only as long as the disk is where it is
   * @throws DiskException when the disk is not of a format that Casement reads, or damaged
   * @throws dev.casement.report.BuildException when the host cannot read the disk or write the file
   */
  public static Compaction prepare(VirtualDisk disk, Path overlay) {
    try (DiskImage image = DiskImages.open(disk.path(), disk.format())) {
      FreeSpace space = FreeSpace.of(image);
      if (space.extents().isEmpty()) {
        return new Compaction(disk, disk, image.size(), space);
      }
      ZeroOverlay.write(overlay, disk, image.size(), space.extents());
      var source = new VirtualDisk(overlay, DiskFormat.QCOW2);
      return new Compaction(disk, source, image.size(), space);
    }
  }

  /** What is to be copied in place of the disk. */
  public VirtualDisk source() {
    return source;
  }

  /** How many bytes of free space are left out, whether or not there was data in them. */
  public long leftOut() {
    return space.extents().total();
  }

  /** What became of the free space of each volume of Windows. */
  public List<VolumeSpace> volumes() {
    return space.volumes();
  }

  /**
   * Compares a copy with the disk, everywhere but in what was left out. No file has any of that, so
   * all files are the same.
   *
   * @param onPercent is called now and then on this thread; what it throws ends the comparison
   * @return the position of a byte that differs, or empty
   * @throws DiskException when one of the two cannot be read
   */
  public OptionalLong firstDifference(VirtualDisk copy, IntConsumer onPercent) {
    return new Comparison(disk, copy, space.extents().others(size)).run(onPercent);
  }
}
