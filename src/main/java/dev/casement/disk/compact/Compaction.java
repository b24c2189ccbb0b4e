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
 * A disk without the free space of its volumes, which reads as zeros, so that a copy leaves it out.
 * The disk itself is never written to.
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
   * @param overlay the file of {@link #source}, written unless there is nothing to leave out; valid
   *     only while the disk stays in place
   * @throws DiskException if the disk is damaged, or of a format that Casement does not read
   * @throws dev.casement.report.BuildException if the host cannot read the disk or write the file
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

  /** The disk to copy instead of the original. */
  public VirtualDisk source() {
    return source;
  }

  /** How many bytes of free space are left out, including those without data. */
  public long leftOut() {
    return space.extents().total();
  }

  /** What becomes of the free space of each volume of Windows. */
  public List<VolumeSpace> volumes() {
    return space.volumes();
  }

  /**
   * Compares a copy with the disk, except for what was left out. Since that belongs to no file, the
   * comparison covers all files.
   *
   * @param onPercent called repeatedly on this thread; an exception from it ends the comparison
   * @return the position of a differing byte; empty if there is none
   * @throws DiskException if one of the two cannot be read
   */
  public OptionalLong firstDifference(VirtualDisk copy, IntConsumer onPercent) {
    return new Comparison(disk, copy, space.extents().others(size)).run(onPercent);
  }
}
