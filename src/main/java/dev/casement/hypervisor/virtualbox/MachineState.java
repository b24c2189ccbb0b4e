package dev.casement.hypervisor.virtualbox;

/** How a VM stands, as far as that makes a difference to a build. */
enum MachineState {
  /** It runs, or is on its way from one state to another. */
  RUNNING,
  /** The guest or a user has switched it off; its process may still be closing its disks. */
  POWERED_OFF,
  /** VirtualBox or a user has paused it; it can be resumed. */
  PAUSED,
  /** VirtualBox or a user has saved its state: its disk is that of a running Windows. */
  ASLEEP,
  /** Its process ended without closing it. */
  ABORTED,
  /** The guest did what VirtualBox cannot run ("Guru Meditation"). */
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
