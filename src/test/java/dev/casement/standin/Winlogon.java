package dev.casement.standin;

import dev.casement.units.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who is logged on by AutoLogon when a machine has started, and what starts then. */
final class Winlogon {
  private static final String KEY =
      "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon";
  private static final String RUN = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run";
  private static final String UAC =
      "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\System";
  private static final String PROMPT = "ConsentPromptBehaviorAdmin";
  private static final String ACCOUNT = "C:\\standin\\account.txt";
  private static final String START = "C:\\ProgramData\\Casement\\start.cmd";
  private static final Pattern TASK =
      Pattern.compile(
          "<LogonTrigger>.*<Command>([^<]*)</Command>\\s*<Arguments>([^<]*)</Arguments>",
          Pattern.DOTALL);

  private final StandInWindows windows;
  private final WineRegistry registry;

  Winlogon(StandInWindows windows) {
    this.windows = windows;
    this.registry = windows.registry();
  }

  /**
   * Logs the account of an answer file on for the first time, as Setup has it.
   *
   * <p>Windows counts AutoLogonCount down and takes the password away when it is used up
   * (Microsoft, "AutoLogon", LogonCount): here before the commands run.
   */
  void first(FirstLogon logon) {
    setPassword();
    registry.set(KEY, "DefaultUserName", logon.user());
    if (logon.count() > 1) {
      registry.set(KEY, "AutoAdminLogon", "1");
      registry.set(KEY, "DefaultPassword", logon.password());
      registry.set(KEY, "AutoLogonCount", logon.count() - 1);
    } else {
      registry.set(KEY, "AutoAdminLogon", "0");
    }
  }

  /** The account has the answer file's from now on, also on a machine that was set up before. */
  private void setPassword() {
    try {
      Files.deleteIfExists(windows.path(ACCOUNT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the runner leaves it while the build goes on. */
  void armed(FirstLogon logon) {
    registry.set(KEY, "DefaultUserName", logon.user());
    registry.set(KEY, "DefaultPassword", logon.password());
    registry.set(KEY, "AutoAdminLogon", "1");
    registry.set(RUN, "Casement", "cmd.exe /d /c \"" + START + "\"");
    registry.set(UAC, PROMPT, 0);
    registry.set(
        "HKLM\\Software\\Casement\\Held",
        UAC.replace("HKLM\\Software", "HKLM:\\SOFTWARE") + "\\" + PROMPT,
        List.of("0", "DWord", "5"));
    registry.set("HKLM\\Software\\Casement", "LogonPassword", logon.password());
    if (windows.hasLogonTask()) {
      windows.task(
          "Casement",
          "<LogonTrigger></LogonTrigger><Command>cmd.exe</Command><Arguments>/d /c "
              + START
              + "</Arguments>");
    }
  }

  /** The command lines that start at this logon; empty when nobody logs on. */
  Optional<List<String>> logOn() {
    boolean automatic = value("AutoAdminLogon").equals(Optional.of("1"));
    if (!automatic || !knowsUser() || value("DefaultPassword").filter(this::logsOn).isEmpty()) {
      return Optional.empty();
    }
    countDown();
    return Optional.of(hasExplorer() ? run() : tasks());
  }

  /**
   * Of the Run key and a task, which Windows both starts, only one starts here: the other one's
   * runner would end at the mutex, after seconds.
   */
  private boolean hasExplorer() {
    String shell = value("Shell").orElse("explorer.exe");
    return !windows.isCore() && shell.equalsIgnoreCase("explorer.exe");
  }

  /** Until it was changed, the account has the password of the answer file, and so has Winlogon. */
  private boolean logsOn(String password) {
    return !windows.exists(ACCOUNT)
        || windows.text(ACCOUNT).equals(Sha256.of(password).hex().toUpperCase(Locale.ROOT));
  }

  private boolean knowsUser() {
    return value("DefaultUserName").filter(windows::hasAccount).isPresent();
  }

  private void countDown() {
    value("AutoLogonCount")
        .map(Integer::parseInt)
        .ifPresent(
            left -> {
              registry.remove(KEY, "AutoLogonCount");
              if (left > 1) {
                registry.set(KEY, "AutoLogonCount", left - 1);
              } else {
                registry.set(KEY, "AutoAdminLogon", "0");
                registry.remove(KEY, "DefaultPassword");
              }
            });
  }

  private List<String> run() {
    return registry.value(RUN, "Casement").stream().toList();
  }

  /** Server Core has no Explorer that would look at the Run key; its tasks start at logon. */
  private List<String> tasks() {
    return windows.tasks().stream()
        .map(TASK::matcher)
        .filter(Matcher::find)
        .map(task -> task.group(1) + " " + task.group(2))
        .toList();
  }

  private Optional<String> value(String name) {
    return registry.value(KEY, name);
  }
}
