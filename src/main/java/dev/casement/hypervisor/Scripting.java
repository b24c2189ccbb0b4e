package dev.casement.hypervisor;

import dev.casement.disk.VirtualDisk;
import dev.casement.units.DataSize;
import java.nio.file.Path;

/**
 * The actions of a hypervisor as commands that users can run by hand; not every hypervisor has
 * them. Starts nothing and writes nothing.
 */
public interface Scripting {
  /**
   * The commands that start this machine as {@link Hypervisor#start} would, to paste into a shell.
   */
  String start(MachineSpec machine, Path logDirectory);

  /** The disk that a script creates in this directory. */
  DiskHandle disk(Path directory);

  /** The file of this host that contains the disk. */
  default VirtualDisk file(DiskHandle disk) {
    return FileHandles.file(disk);
  }

  /** The medium whose image is this file, which need not exist yet. */
  default MediumHandle medium(Path image) {
    return FileHandles.of(image);
  }

  /** Lines of a POSIX shell script equivalent to {@link Hypervisor#createDisk}. */
  String createDisk(DiskHandle disk, DataSize size);

  /**
   * Lines of a POSIX shell script ({@code set -eu}) that start the machine as {@link
   * Hypervisor#start} would, wait until its guest has powered off, and leave only disk, state and
   * {@link Hypervisor#SERIAL_LOG}. They fail when the machine ends in any other way.
   *
   * @param logDirectory exists when they run
   */
  String run(MachineSpec machine, Path logDirectory);
}
