package dev.casement.hypervisor;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.units.DataSize;
import java.nio.file.Path;

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

  /** The format of the disks its machines use. */
  DiskFormat diskFormat();

  /**
   * Creates an empty disk in {@link #diskFormat()}, which takes next to no space yet.
   *
   * @throws dev.casement.report.BuildException OUTPUT_EXISTS when the path is taken, HOST when it
   *     cannot be made
   */
  void createDisk(VirtualDisk disk, DataSize size);

  /**
   * What {@link #start} would run for this machine, as a command to paste into a shell; nothing is
   * started or written.
   */
  String preview(MachineSpec machine, Path logDirectory);

  /** Lines of a POSIX shell script that do what {@link #createDisk} does. */
  String createDiskByHand(VirtualDisk disk, DataSize size);

  /**
   * Lines of a POSIX shell script ({@code set -eu}) that start what {@link #start} would start,
   * wait until its guest has powered off, and leave nothing of it but disk, state and {@link
   * #SERIAL_LOG}; they fail when it ends in another way.
   *
   * @param logDirectory is there when they run
   */
  String runByHand(MachineSpec machine, Path logDirectory);

  /** Whether this machine, started here, waits for a key before it boots from its first CD. */
  boolean awaitsKey(MachineSpec machine);

  /**
   * Starts a machine; its guest runs when this returns.
   *
   * @param logDirectory where the hypervisor's own log and the serial log go; it exists
   * @throws dev.casement.report.BuildException MISSING_TOOL or HOST when it cannot be started
   */
  VirtualMachine start(MachineSpec machine, Path logDirectory);
}
