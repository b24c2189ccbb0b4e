package dev.casement.hypervisor;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.files.Durability;
import dev.casement.files.Permissions;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * Handles of disks and media that are files of this host, for hypervisors that keep them as files.
 * Other code must not depend on that.
 */
public final class FileHandles {
  private static final char SEPARATOR = ':';

  /** How long a copy of an image may take. */
  private static final Duration COPIED = Duration.ofHours(2);

  private FileHandles() {}

  /** The handle of the disk in this file; its id includes the format, which is never probed. */
  public static DiskHandle of(VirtualDisk file) {
    return new DiskHandle(file.format().id() + SEPARATOR + file.path().toAbsolutePath());
  }

  /** Whether a disk is a file of this host. */
  public static boolean isFile(DiskHandle disk) {
    int end = disk.id().indexOf(SEPARATOR);
    return end >= 0 && DiskFormat.ofId(disk.id().substring(0, end)).isPresent();
  }

  /**
   * The file of a disk.
   *
   * @throws IllegalArgumentException when the handle is another hypervisor's
   */
  public static VirtualDisk file(DiskHandle disk) {
    int end = disk.id().indexOf(SEPARATOR);
    if (end < 0) {
      throw new IllegalArgumentException("not a file of this host: " + disk);
    }
    DiskFormat format =
        DiskFormat.ofId(disk.id().substring(0, end))
            .orElseThrow(() -> new IllegalArgumentException("not a file of this host: " + disk));
    return new VirtualDisk(Path.of(disk.id().substring(end + 1)), format);
  }

  /** The handle of the medium whose image is in this file. */
  public static MediumHandle of(Path image) {
    return new MediumHandle(image.toAbsolutePath().toString());
  }

  /**
   * The file of a medium.
   *
   * @throws IllegalArgumentException when the handle is another hypervisor's
   */
  public static Path file(MediumHandle medium) {
    Path file = Path.of(medium.id());
    if (!file.isAbsolute()) {
      throw new IllegalArgumentException("not a file of this host: " + medium);
    }
    return file;
  }

  /**
   * Writes an image and its changes to a new, empty disk; the disk is deleted if that fails.
   *
   * @throws BuildException HOST when it cannot be written
   */
  public static DiskHandle fill(
      DiskHandle disk, ImageCopy copy, QemuImg qemuImg, IntConsumer onPercent) {
    VirtualDisk file = file(disk);
    try {
      qemuImg.fill(file, copy.image(), COPIED, onPercent);
      copy.changes().forEach(change -> qemuImg.write(file, change.offset(), change.content()));
    } catch (RuntimeException e) {
      delete(disk);
      throw e;
    }
    return disk;
  }

  /**
   * Moves the file of a disk into a directory, where only its owner can read it and nobody can
   * write to it; it survives a power failure of the host.
   *
   * @throws BuildException HOST when it cannot be moved
   */
  public static DiskHandle keep(DiskHandle disk, Path directory) {
    VirtualDisk file = file(disk);
    Path kept = directory.toAbsolutePath().resolve(file.path().getFileName());
    try {
      Durability.ensure(file.path());
      Files.move(file.path(), kept);
      Permissions.set(kept, "r--------");
      Durability.ensure(directory);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          file.path() + " cannot be kept as " + kept + ": " + e,
          "check the permissions and free space of --work-dir",
          e);
    }
    return of(new VirtualDisk(kept, file.format()));
  }

  /**
   * Deletes the file of a disk, if it exists.
   *
   * @throws BuildException HOST when it cannot be deleted
   */
  public static void delete(DiskHandle disk) {
    Path path = file(disk).path();
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, path + " cannot be deleted: " + e, "delete it by hand", e);
    }
  }
}
