package dev.casement.guest;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A user's script, run in run install after the drivers, or in run generalize between
 * cloudbase-init and the clean-up.
 *
 * <p>Exit code 0 means done. 3010 and 1641 mean done, but reboot before the next step. 1003 means
 * reboot, then run the script again. The equivalent codes of update and bundle installers count as
 * well, since a batch file passes them on. Any other code fails the build. A PowerShell script that
 * ends without {@code exit} has the exit code of the last program that it ran.
 *
 * @param script the file on the host: {@code .ps1}, {@code .cmd}, {@code .bat} or {@code .exe}
 * @param arguments for a batch file without quotation marks and percent signs, which cmd.exe would
 *     interpret
 * @param timeout after this the script is killed and the build fails
 */
public record UserStep(Path script, List<String> arguments, Duration timeout) {
  /** Includes wusa.exe's WU_S_ALREADY_INSTALLED (Microsoft KB949545). */
  static final Set<Integer> SUCCESS_CODES = Set.of(0, 0x00240006);

  /** Includes wusa.exe's WU_S_REBOOT_REQUIRED, and 3010 as an HRESULT (wixtoolset issue 5299). */
  static final Set<Integer> REBOOT_CODES = Set.of(3010, 1641, 0x00240005, 0x80070bc2);

  /**
   * Includes ERROR_FAIL_NOACTION_REBOOT and ERROR_FAIL_REBOOT_REQUIRED as HRESULTs: nothing was
   * done, or it was undone, and a restart is required first (Learn, "System Error Codes").
   */
  static final Set<Integer> AGAIN_CODES = Set.of(1003, 0x8007015e, 0x80070bc9);

  public UserStep {
    arguments = List.copyOf(arguments);
    String extension = extension(script);
    if (!Set.of("ps1", "cmd", "bat", "exe").contains(extension) || !isText(fileName(script))) {
      throw new BuildException(
          Failure.RECIPE,
          "Windows cannot run " + script + " as a step",
          "name a .ps1, .cmd, .bat or .exe file");
    }
    boolean batch = extension.equals("cmd") || extension.equals("bat");
    for (String argument : arguments) {
      boolean spoiled = batch && (argument.contains("\"") || argument.contains("%"));
      if (spoiled || !isText(argument)) {
        throw new BuildException(
            Failure.RECIPE,
            "the argument \"" + argument + "\" cannot be passed to " + script + " unchanged",
            "remove control characters and, for a batch file, quotation marks and percent signs");
      }
    }
    if (timeout.toSeconds() < 1) {
      throw new BuildException(
          Failure.RECIPE,
          "the timeout of " + script + " is " + timeout,
          "set it to a second or more");
    }
  }

  /**
   * Its path on the setup medium, such as {@code casement/user/01-harden.ps1}: numbered, and
   * without characters that are special in command lines or file systems.
   */
  String mediumPath(int number) {
    String name = fileName(script);
    String stem = name.substring(0, name.lastIndexOf('.')).replaceAll("[^A-Za-z0-9_-]+", "-");
    String shortStem = stem.length() > 40 ? stem.substring(0, 40) : stem;
    return String.format(
        Locale.ROOT, "casement/user/%02d-%s.%s", number, shortStem, extension(script));
  }

  JobStep toJobStep(int number) {
    return new JobStep(
        "user-" + number,
        "Run " + fileName(script),
        command("{media}\\" + mediumPath(number).replace('/', '\\')),
        timeout,
        SUCCESS_CODES,
        REBOOT_CODES,
        AGAIN_CODES);
  }

  private List<String> command(String path) {
    return switch (extension(script)) {
      case "ps1" -> PowerShellCommand.of(path, arguments);
      case "exe" -> append(List.of(path));
      // No outer quotation marks: since the text after /c does not begin with one, cmd.exe keeps
      // all.
      default -> append(List.of("cmd.exe", "/d", "/c", path));
    };
  }

  private List<String> append(List<String> program) {
    List<String> command = new ArrayList<>(program);
    command.addAll(arguments);
    return command;
  }

  private static String fileName(Path script) {
    Path name = script.getFileName();
    return name == null ? "" : name.toString();
  }

  private static String extension(Path script) {
    String name = fileName(script);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether the job's XML and a command line can represent it. */
  private static boolean isText(String text) {
    return text.codePoints()
        .noneMatch(
            c ->
                Character.isISOControl(c)
                    || Character.getType(c) == Character.SURROGATE
                    || c == 0xFFFE
                    || c == 0xFFFF);
  }
}
