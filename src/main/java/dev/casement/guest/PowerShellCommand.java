package dev.casement.guest;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds the command that runs a PowerShell script and ends with the script's exit code.
 *
 * <p>Not with {@code -File}: PowerShell 2.0, all that Windows 7 has, then exits with 0 although the
 * script threw (http://chuchuva.com/pavel/2012/05/powershell-exit-codes/), and a broken script
 * would pass for a good one. So the script is called from {@code -Command}, and whatever it throws,
 * a syntax error included, becomes exit code 1. A script that ends without {@code exit} has the
 * exit code of the last program it ran, or 0 when it ran none.
 */
final class PowerShellCommand {
  private PowerShellCommand() {}

  /**
   * The command for a script.
   *
   * @param script its path in the guest, which may begin with a placeholder
   * @param arguments what {@code -Name} looks like names a parameter, anything else is taken
   *     literally
   */
  static List<String> of(String script, List<String> arguments) {
    StringBuilder call = new StringBuilder("& ").append(literal(script));
    for (String argument : arguments) {
      call.append(' ').append(isParameterName(argument) ? argument : literal(argument));
    }
    String guarded =
        ("try { %s } catch { Write-Host ($_ | Out-String); [Console]::Out.WriteLine('@casement"
                + " failure ' + ($_.Exception.Message -replace '\\s+', ' ')); exit 1 }; exit"
                + " $LASTEXITCODE")
            .formatted(call);
    List<String> command = new ArrayList<>();
    command.add("powershell.exe");
    command.addAll(List.of("-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass"));
    command.addAll(List.of("-Command", guarded));
    return command;
  }

  private static boolean isParameterName(String argument) {
    return argument.matches("-[A-Za-z][A-Za-z0-9]*");
  }

  // PowerShell takes four kinds of typographic quotation marks for a single one as well.
  private static String literal(String text) {
    return "'" + text.replaceAll("(['\u2018\u2019\u201a\u201b])", "$1$1") + "'";
  }
}
