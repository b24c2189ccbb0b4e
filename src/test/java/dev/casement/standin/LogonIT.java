package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the build does so that it logs on again, and what it does when that is not to be. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class LogonIT {
  private static final String FIRST = "first-logon";
  private static final String WINLOGON =
      "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon";

  /** As updates and scripts of the field do (vagrant issue 12922). */
  private static final String ENDS_AUTO_LOGON =
      """
      $key = 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon'
      Set-ItemProperty -LiteralPath $key -Name AutoAdminLogon -Value '0'
      Remove-ItemProperty -LiteralPath $key -Name DefaultPassword
      """;

  private static final String KEEPS_PASSWORD =
      """
      $word = (Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon').DefaultPassword
      [IO.File]::WriteAllText('C:\\windows\\Panther\\kept.log', "it was $word")
      """;

  /** As a kiosk does: Explorer, which goes through the Run key, starts no more. */
  private static final String SETS_SHELL =
      """
      $key = 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon'
      Set-ItemProperty -LiteralPath $key -Name Shell -Value 'C:\\kiosk\\kiosk.exe'
      """;

  private static StandInBuild build(GuestRecipe recipe) {
    return StandInBuild.of(WindowsKind.SERVER_2022, recipe.bare());
  }

  /**
   * It logs on after the restart and starts the runner, whatever the shell is; what Winlogon has
   * not is searched for all the same.
   */
  @Test
  void aScriptThatEndsAutoLogonNeitherEndsTheRunNorHidesThePassword() {
    GuestRecipe recipe =
        new GuestRecipe()
            .script("restarts.ps1", KEEPS_PASSWORD + ENDS_AUTO_LOGON + SETS_SHELL + "exit 3010")
            .script("ends.ps1", ENDS_AUTO_LOGON + "exit 0");
    try (StandInBuild build = build(recipe).installed()) {
      RunResult result = build.run("generalize");
      assertThat(result.boots()).as(result.said()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).isEqualTo("clean-up");
      assertThat(result.guest().messages())
          .extracting(GuestMessage::text)
          .anyMatch(
              text -> text.contains("the build's password is in C:\\windows\\Panther\\kept.log"));
      assertThat(build.windows().tasks()).isEmpty();
    }
  }

  /** The next run begins with a logon. */
  @Test
  void autoLogonIsSetUpBeforeThePowerOffOfRunInstall() {
    GuestRecipe recipe = new GuestRecipe().script("ends.ps1", FIRST, ENDS_AUTO_LOGON + "exit 0");
    try (StandInBuild build = build(recipe)) {
      RunResult result = build.run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      WineRegistry registry = build.windows().registry();
      assertThat(registry.value(WINLOGON, "AutoAdminLogon")).contains("1");
      assertThat(registry.value(WINLOGON, "DefaultPassword")).contains(build.password());
    }
  }

  @Test
  void withoutAPasswordTheRunFailsAtOnceAndSaysSo() {
    String forgets =
        ENDS_AUTO_LOGON + "Remove-Item -LiteralPath HKLM:\\SOFTWARE\\Casement -Recurse\n";
    GuestRecipe recipe = new GuestRecipe().script("forgets.ps1", forgets + "exit 3010");
    try (StandInBuild build = build(recipe).installed()) {
      RunResult result = build.run("generalize");
      assertThat(result.boots()).as(result.said()).containsExactly(Boot.End.OFF);
      assertThat(result.guest().failure().orElseThrow().text())
          .startsWith("the runner gives up: nobody would log on after a restart: the password");
    }
  }

  // --- no runner --------------------------------------------------------------------------------

  /** As with AllSigned of a policy (PowerShell 7 has its own key, which nobody holds back). */
  @Test
  void aRunnerThatWindowsDoesNotLoadIsTold() {
    String signedOnly =
        """
        $key = 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\PowerShellCore'
        $null = New-Item $key -Force
        $null = New-ItemProperty $key EnableScripts -Value 1 -PropertyType DWord
        $null = New-ItemProperty $key ExecutionPolicy -Value AllSigned
        exit 3010
        """;
    GuestRecipe recipe = new GuestRecipe().script("signed-only.ps1", FIRST, signedOnly);
    try (StandInBuild build = build(recipe)) {
      RunResult result = build.run("install");
      assertThat(result.boots()).as(result.said()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      assertThat(result.guest().lastWords().orElseThrow())
          .contains("run.ps1 cannot be loaded", "the runner ended early, powering off");
    }
  }
}
