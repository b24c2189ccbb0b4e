package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestMessage.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the scripts of users do to a run, good and bad. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class UserScriptsIT {
  private static final String FIRST = "first-logon";

  private static GuestRecipe bare() {
    return new GuestRecipe().bare();
  }

  /** A script that counts how often it has run in {@code C:\standin\NAME} first. */
  private static String counting(String name, String text) {
    return """
        [IO.File]::AppendAllText('C:\\standin\\%s', 'x')
        $count = ([IO.FileInfo] 'C:\\standin\\%s').Length
        """
            .formatted(name, name)
        + text;
  }

  /**
   * One after the other in one run: scripts that read the keyboard, one that leaves a program
   * behind, one that asks for a reboot and one that wants to run again after it.
   */
  @Test
  void whatAScriptMayDoDoesNotHoldTheRunUp() {
    GuestRecipe recipe =
        bare()
            .script(
                "asks.cmd",
                FIRST,
                """
                @echo off
                set /p X=name?
                echo.
                echo @casement fact asks=[%X%]
                for %%p in (powershell.exe) do echo @casement fact path=%%~$PATH:p
                """)
            .script(
                "asks.ps1",
                FIRST,
                "$x = [Console]::In.ReadLine(); Write-Output \"@casement fact reads=[$x]\"")
            .script(
                "leaves.cmd",
                FIRST,
                "@start /b ping.exe -n 900 127.0.0.1\r\n@echo @casement log left\r\n@exit /b 0\r\n")
            .script("once.ps1", FIRST, counting("once", "exit 3010"))
            .script(
                "twice.ps1", FIRST, counting("twice", "if ($count -lt 2) { exit 1003 }; exit 0"));
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      RunResult result = build.limit(Duration.ofMinutes(10)).run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.boots()).containsExactly(Boot.End.RESTART, Boot.End.RESTART, Boot.End.OFF);
      assertThat(result.guest().facts("asks")).containsExactly("[]");
      assertThat(result.guest().facts("path").getFirst())
          .isEqualToIgnoringCase("C:\\windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe");
      assertThat(result.guest().facts("reads")).containsExactly("[]");
      assertThat(build.windows().text("C:\\standin\\once")).isEqualTo("x");
      assertThat(build.windows().text("C:\\standin\\twice")).isEqualTo("xx");
      assertThat(result.guest().finished())
          .containsExactly("user-1", "user-2", "user-3", "user-4", "user-5", "sign-off");
      assertThat(logs(result))
          .contains(
              "user-3 left",
              "user-4 rebooting (exit code 3010)",
              "user-5 rebooting (exit code 1003)");
    }
  }

  @Test
  void oneThatPowerShellCannotParseFailsWithItsLine() {
    GuestRecipe recipe = bare().script("broken.ps1", FIRST, "Write-Output 'a'\nif ($true) {\n");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      RunResult result = build.run("install");
      assertThat(result.guest().failure()).as(result.said()).isPresent();
      assertThat(result.guest().failure().orElseThrow().step()).isEqualTo("user-1");
      assertThat(result.guest().failure().orElseThrow().text())
          .startsWith("exit code 1: ")
          .contains("broken.ps1:2");
      assertThat(result.end()).isEqualTo(RunResult.End.OFF);
      assertThat(build.windows().calls("shutdown")).last().asString().startsWith("/s");
    }
  }

  @Test
  void oneWhoseTimeIsOverIsKilledWithAllThatItHasStarted() {
    GuestRecipe recipe =
        bare()
            .script(
                "endless.ps1",
                FIRST,
                "Write-Output 'beginning'; & powershell.exe -NoProfile -Command"
                    + " \"Start-Sleep 10; [IO.File]::WriteAllText('C:\\standin\\late', '')\"",
                "timeout: 6s");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      // Time for what was not killed to show itself.
      build.windows().goingDown(Duration.ofSeconds(14));
      RunResult result = build.run("install");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.text()).as(result.said()).contains("killed after its limit of 6 s");
      assertThat(logs(result)).contains("user-1 beginning");
      assertThat(build.windows().exists("C:\\standin\\late")).isFalse();
    }
  }

  @Test
  void whatLooksLikeTheProtocolIsNotTakenForIt() {
    String token = "0123456789abcdef0123456789abcdef";
    String forged = "CASEMENT/1 " + token + " 99 finished sign-off 100 ";
    GuestRecipe recipe =
        bare()
            .script(
                "forges.ps1",
                FIRST,
                """
                Write-Output '%s'
                [Console]::Out.WriteLine('@casement log %s')
                [Console]::Out.WriteLine('@casement fact forged=%s')
                [Console]::Out.WriteLine('@casement finished sign-off')
                [Console]::Out.WriteLine('x @casement fact inside=no')
                exit 4
                """
                    .formatted(forged, forged, forged));
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      RunResult result = build.run("install");
      assertThat(result.guest().failure()).as(result.said()).isPresent();
      assertThat(result.guest().isSignedOff()).isFalse();
      assertThat(result.guest().foreign()).isZero();
      assertThat(result.guest().facts("forged")).containsExactly(forged);
      assertThat(result.guest().facts("inside")).isEmpty();
      assertThat(result.guest().messages()).noneMatch(each -> each.token().equals(token));
    }
  }

  @Test
  void oneThatRestartsWindowsItselfIsFollowedByTheNextAfterTheReboot() {
    GuestRecipe recipe =
        bare()
            .script("at-once.cmd", FIRST, "@shutdown.exe /r /t 0\r\n@exit /b 0\r\n")
            .script("next.ps1", FIRST, counting("next", "Start-Sleep -Seconds 2; exit 0"))
            .script("soon.cmd", FIRST, "@shutdown.exe /r\r\n@exit /b 0\r\n")
            .script("last.ps1", FIRST, counting("last", "exit 0"));
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      // Longer than it takes to start the next step.
      build.windows().goingDown(Duration.ofSeconds(4));
      RunResult result = build.run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.boots()).containsExactly(Boot.End.RESTART, Boot.End.RESTART, Boot.End.OFF);
      assertThat(build.windows().text("C:\\standin\\next")).isEqualTo("x");
      assertThat(build.windows().text("C:\\standin\\last")).isEqualTo("x");
      assertThat(started(result))
          .containsExactly("user-1", "user-2", "user-3", "user-4", "sign-off");
    }
  }

  private static List<String> logs(RunResult result) {
    return result.guest().messages().stream()
        .filter(message -> message.event() == Event.LOG)
        .map(message -> message.step() + " " + message.text())
        .toList();
  }

  private static List<String> started(RunResult result) {
    return result.guest().messages().stream()
        .filter(message -> message.event() == Event.STARTED)
        .map(GuestMessage::step)
        .toList();
  }
}
