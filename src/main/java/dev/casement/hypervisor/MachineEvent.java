package dev.casement.hypervisor;

import java.util.OptionalInt;

/** Something that happened to a running machine. */
public sealed interface MachineEvent {
  /**
   * A line on the first serial port, without its line end; firmware and Windows write there too.
   * Bytes outside printable ASCII are replaced by {@code ?}, lines longer than 4096 bytes are cut,
   * and empty ones are left out.
   */
  record SerialLine(String text) implements MachineEvent {}

  /** The machine was reset, by the guest or by its firmware, and keeps running. */
  record Reset() implements MachineEvent {}

  /**
   * The guest switched the machine off, cleanly as far as the hypervisor can tell. This is the last
   * event: all serial lines have been delivered, and the hypervisor has ended and closed the disk.
   */
  record PoweredOff() implements MachineEvent {}

  /** The machine was paused, but not by a disk failure, and may be resumed. */
  record Paused() implements MachineEvent {}

  /** The guest's kernel reported that it crashed. */
  record Panicked(String detail) implements MachineEvent {}

  /**
   * The host has no room for what the guest writes. The guest is paused; {@link
   * VirtualMachine#resume} repeats the write.
   */
  record HostFull(String device) implements MachineEvent {}

  /** Reading or writing a disk failed on the host; the guest is stopped. */
  record DiskFailed(String device, String detail) implements MachineEvent {}

  /**
   * The hypervisor ended although the guest had not switched off.
   *
   * @param exitCode its exit code, if known
   * @param logTail the end of its log
   */
  record HypervisorDied(OptionalInt exitCode, String logTail) implements MachineEvent {}
}
