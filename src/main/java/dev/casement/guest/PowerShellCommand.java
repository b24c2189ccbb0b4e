package dev.casement.guest;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds the command that runs a PowerShell script and ends with the script's exit code.
 *
 * <p>Not with {@code -File}: PowerShell 2.0, the version of Windows 7, then exits with 0 even if
 * the script threw (http://chuchuva.com/pavel/2012/05/powershell-exit-codes/). So the script is
 * called from {@code -Command}, and any exception, including a syntax error, becomes exit code 1. A
 * script that ends without {@code exit} has the exit code of the last program it ran, or 0 when it
 * ran none.
 */
final class PowerShellCommand {
  private PowerShellCommand() {}

  /**
   * The command for a script.
   *
   * @param script its path in the guest; may begin with a placeholder
   * @param arguments those of the form {@code -Name} are parameter names, all others are literal
   *     values
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

  // PowerShell also accepts four typographic quotation marks as single quotes.
  private static String literal(String text) {
    return "'" + text.replaceAll("(['\u2018\u2019\u201a\u201b])", "$1$1") + "'";
  }
}
