package dev.casement.unattend;

import dev.casement.unattend.Commands.Command;

/** How the first logon finds and starts the job: by looking for the setup medium on every drive. */
final class FirstLogon {
  /**
   * Starts {@code casement\start.cmd} from the first drive that has it, and no other. Letters
   * differ from machine to machine and from run to run; B: never carries the setup medium.
   */
  static final Command COMMAND =
      new Command(
          "Start the job on the setup medium",
          "cmd.exe /c for %d in (A C D E F G H I J K L M N O P Q R S T U V W X Y Z)"
              + " do if exist %d:\\casement\\start.cmd"
              + " (call %d:\\casement\\start.cmd & exit)");

  private FirstLogon() {}
}
