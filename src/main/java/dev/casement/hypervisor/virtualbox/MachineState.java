package dev.casement.hypervisor.virtualbox;

/** The states of a VM that a build distinguishes. */
enum MachineState {
  /** Running, or changing from one state to another. */
  RUNNING,
  /** Switched off by the guest or a user; the VM's process may still be closing its disks. */
  POWERED_OFF,
  /** Paused by VirtualBox or a user; it can be resumed. */
  PAUSED,
  /** Saved by VirtualBox or a user: the disk is that of a running Windows. */
  ASLEEP,
  /** The VM's process ended abnormally. */
  ABORTED,
  /** Stopped at a state that VirtualBox cannot continue from ("Guru Meditation"). */
  STUCK;

  /**
   * Reads VMState of {@code showvminfo --machinereadable} (VirtualBox's source, VBoxManageInfo.cpp,
   * machineStateToName).
   */
  static MachineState of(String word) {
    return switch (word) {
      case "poweroff" -> POWERED_OFF;
      case "saved", "teleported" -> ASLEEP;
      case "paused" -> PAUSED;
      case "aborted", "aborted-saved" -> ABORTED;
      case "gurumeditation" -> STUCK;
      default -> RUNNING;
    };
  }
}
