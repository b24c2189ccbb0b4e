package dev.casement.verify;

import static dev.casement.report.Rule.error;

import dev.casement.disk.image.DiskException;
import dev.casement.disk.registry.Hive;
import dev.casement.disk.registry.RegistryKey;
import dev.casement.report.Rule;
import java.util.List;
import java.util.Optional;

/** Finds what a build needs but an image must not keep: passwords, automatic logons, programs. */
final class LeftoverChecks {
  private static final String WINLOGON = "Microsoft\\Windows NT\\CurrentVersion\\Winlogon";
  private static final String RUN = "Microsoft\\Windows\\CurrentVersion\\Run";

  /** An LSA secret; its current value is the default value of a subkey. */
  private static final String SECRET = "Policy\\Secrets\\DefaultPassword\\CurrVal";

  private static final String RUNNER = "\\ProgramData\\Casement";
  private static final String OWN_KEY = "Casement";
  private static final String TASK = "\\Windows\\System32\\Tasks\\Casement";
  private static final String CACHED_TASK =
      OfflineWindows.CURRENT_VERSION + "\\Schedule\\TaskCache\\Tree\\Casement";

  /** Where Setup and sysprep look for answer files, and where they keep copies. */
  private static final List<String> ANSWER_FILES =
      List.of(
          "\\Autounattend.xml",
          "\\unattend.xml",
          "\\Windows\\Panther\\unattend.xml",
          "\\Windows\\Panther\\unattend-original.xml",
          "\\Windows\\Panther\\Unattend\\unattend.xml",
          "\\Windows\\Panther\\Unattend\\Autounattend.xml",
          "\\Windows\\System32\\Sysprep\\unattend.xml",
          "\\Windows\\System32\\Sysprep\\Panther\\unattend.xml");

  static final int LARGEST_ANSWER_FILE = 4 << 20;

  private static final Rule AUTO_LOGON =
      error(
          "auto-logon",
          "each instance logs somebody on at its console",
          "set AutoAdminLogon to 0 before sysprep",
          "Learn, \"Turn on automatic logon in Windows\"");

  private static final Rule PASSWORD =
      error(
          "password-left",
          "whoever can read the image, or an instance of it, has this password",
          "delete the value before sysprep",
          "Learn, \"Turn on automatic logon in Windows\"; Sysinternals Autologon (LSA secret)");

  private static final Rule ANSWER_FILE =
      error(
          "password-in-answer-file",
          "whoever can read the image, or an instance of it, has this password",
          "delete the file at the end of the build; Setup blanks only the copies that it made",
          "Learn, \"Hide Sensitive Data in an Answer File\"");

  private static final Rule BUILD_FILES =
      error(
          "build-left-behind",
          "instances run, or carry, what was only meant for the build",
          "build again with a version of Casement that signs off after its clean-up",
          "Casement's own guest, docs/guest.md");

  private LeftoverChecks() {}

  static List<Rule> rules() {
    return List.of(AUTO_LOGON, PASSWORD, ANSWER_FILE, BUILD_FILES);
  }

  static void run(OfflineWindows windows, Findings findings) {
    checkWinlogon(windows, findings);
    checkSecret(windows, findings);
    for (String file : ANSWER_FILES) {
      checkAnswerFile(windows, file, findings);
    }
    checkBuild(windows, findings);
  }

  /** What the build's own guest removes at its end, or else fails. */
  private static void checkBuild(OfflineWindows windows, Findings findings) {
    if (windows.exists(RUNNER)) {
      findings.add(BUILD_FILES, RUNNER, "Casement's runner is still there");
    }
    if (windows.software().find(OWN_KEY).isPresent()) {
      findings.add(
          BUILD_FILES,
          "SOFTWARE, " + OWN_KEY,
          "it is the key for the build's settings and password");
    }
    if (windows.exists(TASK) || windows.software().find(CACHED_TASK).isPresent()) {
      findings.add(BUILD_FILES, TASK, "Casement is started at a logon");
    }
    windows
        .software()
        .find(RUN)
        .flatMap(key -> key.text("Casement"))
        .ifPresent(
            line ->
                findings.add(BUILD_FILES, "SOFTWARE, " + RUN, "Casement is started at each logon"));
  }

  private static void checkWinlogon(OfflineWindows windows, Findings findings) {
    Optional<RegistryKey> winlogon = windows.software().find(WINLOGON);
    String place = "SOFTWARE, " + WINLOGON;
    winlogon
        .flatMap(key -> key.text("AutoAdminLogon"))
        .filter("1"::equals)
        .ifPresent(one -> findings.add(AUTO_LOGON, place, "AutoAdminLogon is 1"));
    winlogon
        .flatMap(key -> key.text("DefaultPassword"))
        .filter(password -> !password.isEmpty())
        .ifPresent(password -> findings.add(PASSWORD, place, "DefaultPassword has a value"));
  }

  private static void checkSecret(OfflineWindows windows, Findings findings) {
    windows
        .hive("SECURITY")
        .flatMap(hive -> secret(hive))
        .ifPresent(
            bytes -> findings.add(PASSWORD, "SECURITY, " + SECRET, "the secret has a value"));
  }

  private static Optional<byte[]> secret(Hive security) {
    return security
        .find(SECRET)
        .flatMap(key -> key.value(""))
        .map(value -> value.bytes())
        .filter(bytes -> bytes.length > 0);
  }

  private static void checkAnswerFile(OfflineWindows windows, String file, Findings findings) {
    try {
      windows
          .read(file, LARGEST_ANSWER_FILE)
          .map(AnswerFilePasswords::in)
          .orElse(List.of())
          .forEach(element -> findings.add(ANSWER_FILE, file, element + " has a value"));
    } catch (DiskException e) {
      LayoutChecks.unreadable(findings, file, e);
    }
  }
}
