package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestMessage.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What scripts change in Windows under the runner's feet, and what is left of it in the image. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class HardenedIT {
  private static final String POLICIES =
      "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\System";
  private static final String SCRIPTS = "HKLM\\Software\\Policies\\Microsoft\\Windows\\PowerShell";

  /**
   * PATH for the next step, a banner, signed scripts only, EMS, no directory for temporary files, a
   * disabled account.
   */
  private static final String HARDENS =
      """
      function Set-Value($key, $name, $value) {
          if (-not (Test-Path $key)) { $null = New-Item $key -Force }
          $null = New-ItemProperty $key $name -Value $value -Force
      }
      $environment = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment'
      $null = [IO.Directory]::CreateDirectory('C:\\mytool')
      [IO.File]::WriteAllText('C:\\mytool\\mytool.cmd', "@echo @casement fact tool=%GREETING%`r`n")
      Set-Value $environment 'GREETING' 'hello'
      Set-Value $environment 'PATH' ((Get-ItemProperty $environment).PATH + ';C:\\mytool')
      $policies = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System'
      Set-Value $policies 'legalnoticecaption' 'Notice'
      Set-Value $policies 'legalnoticetext' 'For members only'
      Set-Value 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell' 'ExecutionPolicy' 'AllSigned'
      Remove-Item C:\\windows\\Temp -Recurse -Force
      $null = [IO.Directory]::CreateDirectory('C:\\windows\\System32\\config\\RegBack')
      [IO.File]::WriteAllText('C:\\windows\\System32\\config\\RegBack\\SOFTWARE', 'a copy')
      & bcdedit.exe /ems '{current}' on
      [IO.File]::WriteAllText('C:\\standin\\logon.txt', '1331')
      exit 0
      """;

  /**
   * UTF-16 as wsl.exe prints it, and somebody who has the runner's files open for three seconds:
   * from the first moment at which the runner does not write to them.
   */
  private static final String DISTURBS =
      """
      $out = [Console]::OpenStandardOutput()
      $bytes = [Text.Encoding]::Unicode.GetBytes("@casement log Windows Subsystem`r`n")
      $out.Write($bytes, 0, $bytes.Length)
      $held = 'logs\\runner.log', 'state.txt' | ForEach-Object {
          for ($file = $null; -not $file; Start-Sleep -Milliseconds 20) {
              try { $file = [IO.File]::Open("C:\\ProgramData\\Casement\\$_", 'Open', 'Read', 'None') } catch { }
          }
          $file
      }
      [Console]::Out.WriteLine('@casement log held')
      Start-Sleep -Seconds 3
      $held | ForEach-Object { $_.Close() }
      exit 0
      """;

  /** Waits until the drive has another letter. */
  private static final String MOVES =
      """
      [Console]::Out.WriteLine('@casement log move the drive')
      while (-not [IO.File]::Exists('M:\\casement\\job.xml')) { Start-Sleep -Milliseconds 200 }
      exit 3010
      """;

  private static final String LOOKS =
      """
      $policies = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System'
      $scripts = 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell'
      $seen = (Get-Item $policies).GetValue('legalnoticetext'), (Get-Item $scripts).GetValue('ExecutionPolicy'),
          [IO.File]::ReadAllText('C:\\standin\\boot.txt').Trim()
      [Console]::Out.WriteLine("@casement fact seen=$([string]::Join('|', $seen))")
      exit 0
      """;

  @Test
  void whatScriptsChangeNeitherEndsTheRunNorIsLostInTheImage() throws IOException {
    GuestRecipe recipe =
        new GuestRecipe()
            .script("hardens.ps1", HARDENS)
            .script("disturbs.ps1", DISTURBS)
            .script("uses.cmd", "@call mytool\r\n@exit /b %ERRORLEVEL%\r\n")
            .script("moves.ps1", MOVES)
            .script("looks.ps1", LOOKS)
            .bare();
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe).installed()) {
      StandInWindows windows = build.windows().replaceProgram("bcdedit").replaceProgram("net");
      windows.answer("net", "/active:yes", 0, "echo 0>C:\\standin\\logon.txt & rem");
      windows.answer("net", "/active:no", 0, "echo 1331>C:\\standin\\logon.txt & rem");
      Files.writeString(windows.standIn("boot.txt"), "ems                     No\r\n");
      windows.answer("bcdedit", "/enum", 0, "type C:\\standin\\boot.txt & rem");
      for (String how : List.of("on", "off")) {
        String word = how.equals("on") ? "Yes" : "No";
        String script =
            windows.script(
                "ems-" + how + ".cmd",
                "echo ems                     " + word + ">C:\\standin\\boot.txt");
        windows.answer("bcdedit", "/ems {current} " + how, 0, script);
      }
      build.listen(
          line -> {
            if (line.contains("move the drive")) {
              windows.moveDrive('d', 'm');
            }
          });
      RunResult result = build.limit(Duration.ofMinutes(10)).run("generalize");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      assertThat(result.guest().facts("tool")).containsExactly("hello");
      assertThat(result.guest().facts("seen")).containsExactly("||ems                     No");
      assertThat(logs(result))
          .contains(
              "user-2 Windows Subsystem",
              "user-2 held",
              "user-1 held back until the end of the build: the policy for scripts (ExecutionPolicy)",
              "user-4 held back until the end of the build: bcdedit /ems on, since it would take"
                  + " COM1 from the build")
          .noneMatch(line -> line.contains("smart card"));
      WineRegistry registry = windows.registry();
      assertThat(registry.value(POLICIES, "legalnoticecaption")).contains("Notice");
      assertThat(registry.value(POLICIES, "legalnoticetext")).contains("For members only");
      assertThat(registry.value(SCRIPTS, "ExecutionPolicy")).contains("AllSigned");
      assertThat(windows.text("C:\\standin\\boot.txt")).contains("Yes");
      assertThat(windows.calls("net")).hasSize(2);
      assertThat(windows.text("C:\\standin\\logon.txt")).contains("1331");
      assertThat(windows.exists("C:\\windows\\Temp")).isTrue();
      assertThat(windows.exists("C:\\windows\\System32\\config\\RegBack\\SOFTWARE")).isFalse();
    }
  }

  /** The host would only know that the machine restarts again and again. */
  @Test
  void aStepThatAsksForRestartsForEverFailsByItsName() {
    String asks = "[Console]::Out.WriteLine('@casement fact still=waiting'); exit 1003";
    GuestRecipe recipe =
        new GuestRecipe()
            .script("asks.ps1", "first-logon", asks)
            .bare()
            .with("limits: { resets: 2 }");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      RunResult result = build.run("install");
      assertThat(result.boots()).as(result.said()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).isEqualTo("user-1");
      assertThat(failure.text())
          .startsWith("exit code 1003, which asks for a restart and to be run again, 2 times");
    }
  }

  private static List<String> logs(RunResult result) {
    return result.guest().messages().stream()
        .filter(message -> message.event() == Event.LOG)
        .map(message -> message.step() + " " + message.text())
        .toList();
  }
}
