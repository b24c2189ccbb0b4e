package dev.casement.unattend;

import static dev.casement.unattend.Setting.group;
import static dev.casement.unattend.Setting.item;
import static dev.casement.unattend.Setting.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands that answer files run, numbered from 1 without gaps and checked against Setup's
 * limits.
 *
 * <p>Source of the limits: Microsoft Learn, "Path" of RunSynchronousCommand (259 characters) and
 * "CommandLine" of FirstLogonCommands' SynchronousCommand (1024 characters).
 */
final class Commands {
  static final int RUN_SYNCHRONOUS_LIMIT = 259;
  static final int FIRST_LOGON_LIMIT = 1024;

  /**
   * @param onRequest whether exit code 1 requests a reboot, and 2 a reboot and another run
   */
  record Command(String description, String line, boolean onRequest) {
    Command(String description, String line) {
      this(description, line, false);
    }
  }

  private Commands() {}

  /** RunSynchronous with these commands; empty without commands. */
  static Optional<Setting> runSynchronous(List<Command> commands) {
    List<Setting> items = new ArrayList<>();
    for (Command command : commands) {
      List<Setting> settings = new ArrayList<>();
      settings.add(value("Description", limited(command.description(), RUN_SYNCHRONOUS_LIMIT)));
      settings.add(value("Order", items.size() + 1));
      settings.add(value("Path", limited(command.line(), RUN_SYNCHRONOUS_LIMIT)));
      if (command.onRequest()) {
        settings.add(value("WillReboot", "OnRequest"));
      }
      items.add(item("RunSynchronousCommand", settings));
    }
    return items.isEmpty() ? Optional.empty() : Optional.of(group("RunSynchronous", items));
  }

  /** The single command of the first logon. */
  static Setting firstLogon(Command command) {
    return group(
        "FirstLogonCommands",
        item(
            "SynchronousCommand",
            value("CommandLine", limited(command.line(), FIRST_LOGON_LIMIT)),
            value("Description", command.description()),
            value("Order", 1)));
  }

  /** Sets a REG_DWORD value. */
  static Command registryValue(String description, String key, String name, int number) {
    return new Command(
        description,
        "reg.exe add \"" + key + "\" /v " + name + " /t REG_DWORD /d " + number + " /f");
  }

  private static String limited(String text, int limit) {
    if (text.length() > limit) {
      throw new IllegalArgumentException(
          "Setup takes commands of up to " + limit + " characters, got " + text.length());
    }
    return text;
  }
}
