package dev.casement.unattend;

import dev.casement.unattend.Commands.Command;

/**
 * The command of the first logon, which searches all drives for the setup medium and starts the
 * job.
 */
final class FirstLogon {
  /**
   * Starts {@code casement\start.cmd} from the first drive that has it. Drive letters vary between
   * machines and runs; B: is never the setup medium.
   */
  static final Command COMMAND =
      new Command(
          "Start the job on the setup medium",
          "cmd.exe /c for %d in (A C D E F G H I J K L M N O P Q R S T U V W X Y Z)"
              + " do if exist %d:\\casement\\start.cmd"
              + " (call %d:\\casement\\start.cmd & exit)");

  private FirstLogon() {}
}
