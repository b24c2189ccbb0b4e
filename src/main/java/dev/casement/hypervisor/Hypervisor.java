package dev.casement.hypervisor;

import dev.casement.disk.DiskFormat;
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

  /** The format of the disks its machines use. */
  DiskFormat diskFormat();

  /**
   * Creates an empty disk in {@link #diskFormat()}, which takes next to no space yet.
   *
   * @throws dev.casement.report.BuildException OUTPUT_EXISTS when the path is taken, HOST when it
   *     cannot be made
   */
  void createDisk(VirtualDisk disk, DataSize size);

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
