package dev.casement.unattend;

import dev.casement.unattend.Commands.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands that an instance runs before it can be reached, so that none of its accounts keeps the
 * build's password: its hash, read in one instance, would give access to all others.
 *
 * <p>The new password is generated in the instance and appears in no command line, file or log. Its
 * 64 random hexadecimal digits and 31 hyphens satisfy Windows' password rules (three kinds of
 * characters, no account name). The commands work with PowerShell 2.0 and without network.
 *
 * <p>Source: Microsoft Learn, "IADsUser::SetPassword", "Win32_UserAccount" (Disabled is
 * read/write), "Well-known SIDs" (RID 500), "Password must meet complexity requirements".
 */
final class InstanceAccounts {
  /** Without .exe, to stay within Setup's limit for commands. */
  private static final String POWERSHELL = "powershell -NoProfile -Command ";

  private static final String RANDOM_BYTES =
      "[byte[]]$b=1..32;[Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($b);";
  private static final String SET_PASSWORD = ".SetPassword([BitConverter]::ToString($b))";

  /** Selected by SID: the name depends on the language, and a script may have changed it. */
  private static final String ADMINISTRATOR =
      "Get-WmiObject Win32_UserAccount|?{$_.SID -like '*-500'";

  private InstanceAccounts() {}

  /** The commands in order; cloudbase-init's follows them. */
  static List<Command> commands(GeneralizeSettings settings) {
    List<Command> commands = new ArrayList<>();
    if (!settings.release().isServer()) {
      commands.add(newPassword("[ADSI]'WinNT://./" + quoted(settings.username()) + ",user'", ""));
      return commands;
    }
    commands.add(newPassword("[ADSI]('WinNT://./'+$u.Name+',user')", "$u=" + ADMINISTRATOR + "};"));
    if (settings.cloudbaseInit()) {
      commands.add(disableAdministratorUnless(settings.username()));
    }
    return commands;
  }

  private static Command newPassword(String account, String before) {
    return new Command(
        "Give the account of the build a password that nobody knows",
        POWERSHELL + '"' + RANDOM_BYTES + before + '(' + account + ')' + SET_PASSWORD + '"');
  }

  /** Disables the Administrator if cloudbase-init takes over another account. */
  private static Command disableAdministratorUnless(String username) {
    return new Command(
        "Disable the built-in Administrator unless cloudbase-init takes it over",
        POWERSHELL
            + '"'
            + ADMINISTRATOR
            + " -and $_.Name -ne '"
            + quoted(username)
            + "'}|ForEach-Object{$_.Disabled=$true;$_.Put()}\"");
  }

  /** Escapes a text for single quotes; PowerShell treats typographic ones like them. */
  private static String quoted(String text) {
    return text.replaceAll("(['\u2018-\u201b])", "$1$1");
  }
}
