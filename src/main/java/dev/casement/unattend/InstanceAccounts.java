package dev.casement.unattend;

import dev.casement.unattend.Commands.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that an instance runs before anybody can reach it, so that none of its accounts has
 * the password of the build: whoever reads its hash in one instance could use it on all others.
 *
 * <p>The new password is made in the instance and shown nowhere: it is in no command line, no file
 * and no log. Its 64 random hexadecimal digits and 31 hyphens meet Windows' rules for passwords
 * (three kinds of characters, no name of an account in it). PowerShell 2.0 runs the commands, and
 * they need no network.
 *
 * <p>Source: Microsoft Learn, "IADsUser::SetPassword", "Win32_UserAccount" (Disabled is
 * read/write), "Well-known SIDs" (RID 500), "Password must meet complexity requirements".
 */
final class InstanceAccounts {
  /** Without .exe: Setup takes no longer command. */
  private static final String POWERSHELL = "powershell -NoProfile -Command ";

  private static final String RANDOM_BYTES =
      "[byte[]]$b=1..32;[Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($b);";
  private static final String SET_PASSWORD = ".SetPassword([BitConverter]::ToString($b))";

  /** By its SID: its name depends on the language, and a script may have changed it. */
  private static final String ADMINISTRATOR =
      "Get-WmiObject Win32_UserAccount|?{$_.SID -like '*-500'";

  private InstanceAccounts() {}

  /** In the order in which they run, with cloudbase-init's part after them. */
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

  /** Where cloudbase-init takes over another account, nobody needs this one. */
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

  /** For a text in single quotes; PowerShell takes typographic ones for them, too. */
  private static String quoted(String text) {
    return text.replaceAll("(['\u2018-\u201b])", "$1$1");
  }
}
