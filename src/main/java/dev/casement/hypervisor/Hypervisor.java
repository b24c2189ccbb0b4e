package dev.casement.hypervisor;

import dev.casement.disk.VirtualDisk;
import dev.casement.units.DataSize;
import java.nio.file.Path;
import java.util.Optional;

/** Runs virtual machines. One of the two seams where tests put a fake. */
public interface Hypervisor {
  /** The file of a run's log directory that has what the guest wrote to its serial port. */
  String SERIAL_LOG = "serial.log";

  HypervisorKind kind();

  /**
   * What runs machines here.
   *
   * @throws dev.casement.report.BuildException MISSING_TOOL when it is not installed, HOST when it
   *     does not answer
   */
  Engine engine();

  /** What it can do on this host, and what it lacks. */
  Readiness readiness();

  /**
   * Fails when no machine of this name can be started, as far as that is cheap to see: before a
   * build fetches media, and deletes what a machine of an earlier build may still have in use.
   *
   * @throws dev.casement.report.BuildException MISSING_TOOL when the program is not installed, HOST
   *     when there is such a machine
   */
  default void requireFree(String machine) {}

  /** Its commands, to be run by hand; empty where there is no such thing. */
  Optional<Scripting> scripting();

  /**
   * Creates an empty disk, which takes next to no space yet.
   *
   * @param machine the name of the machine that it is for
   * @param directory is there, is private and lives as long as the disk: for a hypervisor whose
   *     disks are files of this host
   * @throws dev.casement.report.BuildException OUTPUT_EXISTS when there is such a disk, HOST when
   *     it cannot be made
   */
  DiskHandle createDisk(String machine, Path directory, DataSize size);

  /**
   * The disk as a file of this host, to be read; no machine has it meanwhile.
   *
   * @param directory is there: where the file goes, of a disk that is none yet
   * @throws dev.casement.report.BuildException HOST when it cannot be had
   */
  VirtualDisk exportDisk(DiskHandle disk, Path directory);

  /**
   * Deletes a disk; does nothing when it is gone.
   *
   * @throws dev.casement.report.BuildException HOST when it cannot be deleted
   */
  void deleteDisk(DiskHandle disk);

  /**
   * Makes a medium of an image that is a file of this host, for the drives of machines. The file
   * stays where it is and as it is as long as the medium is used.
   *
   * @throws dev.casement.report.BuildException HOST when it cannot be made
   */
  MediumHandle importMedium(Path image);

  /**
   * Deletes a medium, but not the file that it was made of; does nothing when it is gone.
   *
   * @throws dev.casement.report.BuildException HOST when it cannot be deleted
   */
  void deleteMedium(MediumHandle medium);

  /** Whether a machine started here, whose first CD has this question, waits for the key. */
  boolean awaitsKey(BootPrompt prompt);

  /**
   * Starts a machine; its guest runs when this returns.
   *
   * @param logDirectory where the hypervisor's own log and the serial log go; it exists
   * @throws dev.casement.report.BuildException MISSING_TOOL or HOST when it cannot be started
   */
  VirtualMachine start(MachineSpec machine, Path logDirectory);
}
