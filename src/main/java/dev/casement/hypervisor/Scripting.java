package dev.casement.hypervisor;

import dev.casement.disk.VirtualDisk;
import dev.casement.units.DataSize;
import java.nio.file.Path;

/**
 * What a hypervisor does, as commands that a user can run by hand: what some hypervisors offer, and
 * none has to. Starts nothing and writes nothing.
 */
public interface Scripting {
  /**
   * The commands that start this machine as {@link Hypervisor#start} would, to paste into a shell.
   */
  String start(MachineSpec machine, Path logDirectory);

  /** The disk that a script creates below this directory. */
  DiskHandle disk(Path directory);

  /** The file of this host that it is in. */
  VirtualDisk file(DiskHandle disk);

  /** The medium whose image is this file, which need not be there yet. */
  MediumHandle medium(Path image);

  /** Lines of a POSIX shell script that do what {@link Hypervisor#createDisk} does. */
  String createDisk(DiskHandle disk, DataSize size);

  /**
   * Lines of a POSIX shell script ({@code set -eu}) that start what {@link Hypervisor#start} would
   * start, wait until its guest has powered off, and leave nothing of it but disk, state and {@link
   * Hypervisor#SERIAL_LOG}; they fail when it ends in another way.
   *
   * @param logDirectory is there when they run
   */
  String run(MachineSpec machine, Path logDirectory);
}
