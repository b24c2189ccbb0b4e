package dev.casement.hypervisor;

import dev.casement.disk.VirtualDisk;
import dev.casement.units.DataSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** Runs virtual machines. One of the two interfaces that tests replace with a fake. */
public interface Hypervisor {
  /** The file in a run's log directory with the guest's output on its serial port. */
  String SERIAL_LOG = "serial.log";

  HypervisorKind kind();

  /** The same hypervisor, which tells this receiver what takes it long. */
  default Hypervisor reportingTo(Progress progress) {
    return this;
  }

  /**
   * The program that runs machines on this host.
   *
   * @throws dev.casement.report.BuildException MISSING_TOOL when it is not installed, HOST when it
   *     does not answer
   */
  Engine engine();

  /** What it can do on this host, and what is missing. */
  Readiness readiness();

  /**
   * How many more machines of this size may run at the same time; empty if it does not know.
   *
   * @throws dev.casement.report.BuildException CLOUD when a cloud does not answer
   */
  default OptionalInt room(int cpus, DataSize memory) {
    return OptionalInt.empty();
  }

  /**
   * Removes the machine of a killed build, as far as the hypervisor itself still knows it. Called
   * before a build fetches media and deletes files that the machine may still use.
   *
   * @param machine the name that the new build's machine will have
   * @param directory the killed build's, with its disk
   * @return the machine that was removed, for the user
   * @throws dev.casement.report.BuildException MISSING_TOOL when the program is not installed, HOST
   *     when another machine has the name
   */
  default Optional<String> removeLeftover(String machine, Path directory) {
    return Optional.empty();
  }

  /** Its commands, to be run by hand; empty where it has none. */
  Optional<Scripting> scripting();

  /**
   * Creates an empty disk, which takes hardly any space yet.
   *
   * @param machine the name of the machine that it is for
   * @param directory where a hypervisor whose disks are files creates it; exists, is private and
   *     lives as long as the disk
   * @throws dev.casement.report.BuildException OUTPUT_EXISTS when the disk exists already, HOST
   *     when it cannot be created
   */
  DiskHandle createDisk(String machine, Path directory, DataSize size);

  /**
   * Creates a disk that begins with the content of another one, which is never written to. The
   * other disk must stay as it is for as long as the new one exists: a hypervisor may copy it or
   * put a layer over it.
   *
   * @param machine the name of the machine that it is for
   * @param directory as for an empty disk; not that of {@code base}
   * @param base a disk that no machine uses
   * @throws dev.casement.report.BuildException OUTPUT_EXISTS when the disk exists already, HOST
   *     when it cannot be created
   */
  DiskHandle createDisk(String machine, Path directory, DiskHandle base);

  /**
   * Creates a disk that begins with the content of an image file of this host. It does not need the
   * file any more once it exists.
   *
   * @param machine the name of the machine that it is for
   * @param directory as for an empty disk
   * @param onPercent gets ascending values from 0 to 100, on any thread
   * @throws dev.casement.report.BuildException OUTPUT_EXISTS when the disk exists already, HOST
   *     when it cannot be created
   */
  DiskHandle createDisk(String machine, Path directory, ImageCopy copy, IntConsumer onPercent);

  /**
   * Puts a disk that no machine uses where it outlives its build, for other disks to begin with. It
   * is never written to again, and survives a power failure of the host from now on.
   *
   * @param directory as for an empty disk, but of longer life; best on the file system of the
   *     disk's own directory
   * @return the disk in its new place
   * @throws dev.casement.report.BuildException HOST when this is not possible
   */
  DiskHandle keepDisk(DiskHandle disk, Path directory);

  /** Whether a disk is one of this hypervisor's, as far as its handle tells. */
  boolean owns(DiskHandle disk);

  /** Whether a disk is one of this hypervisor's and still exists, as far as it can tell. */
  default boolean has(DiskHandle disk) {
    return owns(disk);
  }

  /**
   * Makes a disk of a file of this host, to create others from. The file is only read, and must
   * stay as it is while they exist; the disk needs no deletion, since deleting it would delete the
   * file.
   *
   * @throws dev.casement.report.BuildException HOST when it cannot be made
   */
  DiskHandle importDisk(VirtualDisk file);

  /**
   * The disk as a file of this host, for reading while no machine uses it.
   *
   * @param directory where the file is created if the disk is not a file yet; exists
   * @throws dev.casement.report.BuildException HOST when the disk cannot be exported
   */
  VirtualDisk exportDisk(DiskHandle disk, Path directory);

  /**
   * Deletes a disk; does nothing when it no longer exists.
   *
   * @throws dev.casement.report.BuildException HOST when it cannot be deleted
   */
  void deleteDisk(DiskHandle disk);

  /**
   * Makes a medium for machines' drives from an image file of this host. The file must not be moved
   * or changed while the medium is used.
   *
   * @param sharing whether the hypervisor may keep a copy of it for other builds
   * @throws dev.casement.report.BuildException HOST when it cannot be made
   */
  MediumHandle importMedium(Path image, Sharing sharing);

  /**
   * Deletes a medium, but not the file that it was made from; does nothing when it no longer
   * exists.
   *
   * @throws dev.casement.report.BuildException HOST when it cannot be deleted
   */
  void deleteMedium(MediumHandle medium);

  /** Whether a machine started here waits for a key at its first CD's prompt. */
  boolean awaitsKey(BootPrompt prompt);

  /**
   * Starts a machine, whose guest runs when this returns.
   *
   * @param logDirectory where the hypervisor's log and the serial log are written; exists
   * @throws dev.casement.report.BuildException MISSING_TOOL or HOST when it cannot be started
   */
  VirtualMachine start(MachineSpec machine, Path logDirectory);
}
