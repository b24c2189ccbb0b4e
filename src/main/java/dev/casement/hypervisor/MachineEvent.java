package dev.casement.hypervisor;

import java.util.OptionalInt;

/** Something that happened to a running machine. */
public sealed interface MachineEvent {
  /**
   * A line on the first serial port, without its end; firmware and Windows write there too. Bytes
   * outside printable ASCII are replaced by {@code ?}, a line longer than 4096 bytes is cut, and an
   * empty one is left out.
   */
  record SerialLine(String text) implements MachineEvent {}

  /** The machine was reset, by the guest or by its firmware; it runs on. */
  record Reset() implements MachineEvent {}

  /**
   * The guest switched the machine off, in good order as far as the hypervisor can tell. The last
   * event: the hypervisor has ended and closed the disk, all serial lines have come before.
   */
  record PoweredOff() implements MachineEvent {}

  /** The machine was paused, and may be resumed; not for a disk that failed. */
  record Paused() implements MachineEvent {}

  /** The guest's kernel reported its own end. */
  record Panicked(String detail) implements MachineEvent {}

  /** Reading or writing a disk failed on the host; the guest stands still. */
  record DiskFailed(String device, String detail) implements MachineEvent {}

  /**
   * The hypervisor is gone though the guest had not switched off.
   *
   * @param exitCode its exit code, where there is one
   * @param logTail the end of its log
   */
  record HypervisorDied(OptionalInt exitCode, String logTail) implements MachineEvent {}
}
