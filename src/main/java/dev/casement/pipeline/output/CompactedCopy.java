package dev.casement.pipeline.output;

import dev.casement.disk.VirtualDisk;
import dev.casement.disk.compact.Compaction;
import dev.casement.disk.compact.VolumeSpace;
import dev.casement.disk.image.DiskException;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Copies a disk into an image, without the free space of its volumes.
 *
 * @param compaction empty if the whole disk is copied because the copy cannot be read back
 */
record CompactedCopy(VirtualDisk disk, VirtualDisk image, Optional<Compaction> compaction) {
  /**
   * Finds free space and reports it. For a format that Casement does not read the whole disk is
   * copied, since the result could not be compared.
   */
  static CompactedCopy prepare(
      VirtualDisk disk, VirtualDisk image, BuildDirectories directories, StageContext context) {
    boolean readable =
        switch (image.format()) {
          case QCOW2, VDI, RAW -> true;
          case VMDK, VHDX -> false;
        };
    if (!readable) {
      return new CompactedCopy(disk, image, Optional.empty());
    }
    context.progress("looking for free space on the disk");
    Path overlay = BuildDirectories.makePrivate(directories.work()).resolve("free-space.qcow2");
    context.scope().register(() -> Files.deleteIfExists(overlay));
    try {
      Compaction compaction = Compaction.prepare(disk, overlay);
      report(compaction, context);
      return new CompactedCopy(disk, image, Optional.of(compaction));
    } catch (DiskException e) {
      throw new BuildException(
          Failure.HOST,
          "the disk cannot be read: " + e.what(),
          "check the health of the disk that holds --work-dir, and build again",
          e);
    }
  }

  private static void report(Compaction compaction, StageContext context) {
    if (compaction.leftOut() > 0) {
      context.progress("leaving out " + new DataSize(compaction.leftOut()) + " of free space");
    }
    for (VolumeSpace volume : compaction.volumes()) {
      if (!volume.kept().isEmpty()) {
        context.warn(
            "the image has the free space of partition "
                + volume.partition()
                + " too, and is larger for it: "
                + volume.kept());
      }
    }
  }

  /** The disk to copy. */
  VirtualDisk source() {
    return compaction.map(Compaction::source).orElse(disk);
  }

  /** What was done with the free space of each Windows volume. */
  List<VolumeSpace> freeSpace() {
    return compaction.map(Compaction::volumes).orElse(List.of());
  }

  /**
   * Compares the finished image with the disk, if possible.
   *
   * @throws BuildException HOST when they differ
   */
  void compare(StageContext context) {
    if (compaction.isEmpty()) {
      return;
    }
    int[] reported = {-1};
    try {
      OptionalLong difference =
          compaction
              .get()
              .firstDifference(
                  image,
                  percent -> {
                    context.checkOnTime();
                    if (percent > reported[0]) {
                      reported[0] = percent;
                      context.progress(
                          Optional.of("compare"),
                          OptionalInt.of(percent),
                          "comparing the image with the disk");
                    }
                  });
      if (difference.isPresent()) {
        throw differs("at byte " + difference.getAsLong(), null);
      }
    } catch (DiskException e) {
      throw differs("where it cannot be read: " + e.what(), e);
    }
  }

  private static BuildException differs(String where, @Nullable Throwable cause) {
    return new BuildException(
        Failure.HOST,
        "the image that was just written differs from the disk " + where,
        "check the memory of this host and the health of its disks, and build again",
        cause);
  }
}
