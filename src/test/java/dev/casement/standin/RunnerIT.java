package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestMessage.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the runner does when Windows, a step or the host's disk is not as it would have it. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class RunnerIT {
  private static final String FIRST = "first-logon";
  private static final String HOME = "C:\\ProgramData\\Casement";
  private static final String WINLOGON =
      "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon";

  private static StandInBuild build(GuestRecipe recipe) {
    return StandInBuild.of(WindowsKind.SERVER_2022, recipe.bare());
  }

  private static StandInBuild installed() {
    return build(new GuestRecipe()).installed();
  }

  // --- restarts that somebody else wants
  // -----------------------------------------------------------

  /** The restart wins, and the failure is said once more after it: the step does not run again. */
  @Test
  void aStepThatFailsWhileWindowsRestartsHasFailed() {
    String count = "[IO.File]::AppendAllText('C:\\standin\\runs', 'x')\n";
    GuestRecipe recipe =
        new GuestRecipe()
            .script("fails.ps1", FIRST, count + "& shutdown.exe /r /t 0\nWrite-Output why\nexit 7");
    try (StandInBuild build = build(recipe)) {
      build.windows().goingDown(Duration.ofSeconds(4));
      RunResult result = build.run("install");
      assertThat(result.boots()).as(result.said()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      assertThat(result.guest().failure().orElseThrow().text()).isEqualTo("exit code 7");
      assertThat(build.windows().text("C:\\standin\\runs")).isEqualTo("x");
      assertThat(logs(result)).contains("user-1 why");
    }
  }

  /**
   * 1190 of shutdown.exe: the restart that was scheduled is called off, and the runner's own comes.
   */
  @Test
  void aScheduledRestartKeepsNobodyFromPoweringOff() {
    GuestRecipe recipe =
        new GuestRecipe().script("fails.cmd", FIRST, "@shutdown.exe /r\r\n@exit /b 7\r\n");
    try (StandInBuild build = build(recipe)) {
      RunResult result = build.run("install");
      assertThat(result.boots()).as(result.said()).containsExactly(Boot.End.OFF);
      assertThat(result.guest().failure().orElseThrow().text()).isEqualTo("exit code 7");
      assertThat(build.windows().calls("shutdown"))
          .extracting(String::strip)
          .containsExactly("/r", "/s /f /t 0", "/a", "/s /f /t 0");
    }
  }

  @Tag("slow")
  @Test
  void aStepMayScheduleTheRestartThatItAsksFor() {
    GuestRecipe recipe =
        new GuestRecipe().script("both.cmd", FIRST, "@shutdown.exe /r\r\n@exit /b 3010\r\n");
    try (StandInBuild build = build(recipe)) {
      RunResult result = build.run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
    }
  }

  /** After clean-up nobody would log on any more. */
  @Tag("slow")
  @Test
  void aRestartThatIsScheduledBesideSysprepIsCalledOff() {
    try (StandInBuild build = installed()) {
      sysprepRestarts(build.windows(), "shutdown.exe /r");
      RunResult result = build.run("generalize");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.boots()).containsExactly(Boot.End.OFF);
      assertThat(logs(result))
          .contains("sysprep a restart of Windows was scheduled and has been called off");
    }
  }

  @Tag("slow")
  @Test
  void aRestartThatCannotBeCalledOffThereIsAFailure() {
    try (StandInBuild build = installed()) {
      sysprepRestarts(build.windows(), "shutdown.exe /r /t 0");
      build.windows().goingDown(Duration.ofSeconds(25));
      RunResult result = build.run("generalize");
      assertThat(result.guest().failure().orElseThrow().text())
          .as(result.said())
          .contains("Windows is shutting down by itself");
      assertThat(result.isSignedOff()).isFalse();
    }
  }

  private static void sysprepRestarts(StandInWindows windows, String how) {
    windows.answer(
        "sysprep",
        "/generalize",
        0,
        windows.script("sysprep-restarts.cmd", how, "call C:\\standin\\sysprep.cmd"));
  }

  // --- the time before the power-off
  // ----------------------------------------------------------------

  @Test
  void aJobLingersBeforeThePowerOffAndNotBeforeARestart() {
    GuestRecipe recipe = new GuestRecipe().script("restarts.cmd", FIRST, "@exit /b 3010\r\n");
    AtomicLong last = new AtomicLong();
    try (StandInBuild build = build(recipe).lingers(Duration.ofSeconds(5))) {
      RunResult result = build.listen(line -> last.set(System.nanoTime())).run("install");
      Duration lingered = Duration.ofNanos(System.nanoTime() - last.get());
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      assertThat(build.windows().calls("shutdown"))
          .extracting(String::strip)
          .containsExactly("/r /f /t 0", "/a", "/s /f /t 5");
      assertThat(lingered).isGreaterThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aJobThatFailsLingersToo() {
    GuestRecipe recipe = new GuestRecipe().script("fails.cmd", FIRST, "@exit /b 7\r\n");
    try (StandInBuild build = build(recipe).lingers(Duration.ofSeconds(2))) {
      RunResult result = build.run("install");
      assertThat(result.guest().failure().orElseThrow().text()).isEqualTo("exit code 7");
      assertThat(build.windows().calls("shutdown"))
          .extracting(String::strip)
          .containsExactly("/s /f /t 2");
    }
  }

  // --- what is left behind
  // -------------------------------------------------------------------------

  /** A process that holds a file open, without letting anybody delete it, until $release. */
  private static String holding(String release) {
    return """
    @start /b powershell.exe -NoProfile -Command "$f = [IO.File]::Open('%s\\logs\\held.txt', 'Create', 'Write', 'None'); %s; $f.Close()"
    @exit /b 0
    """
        .formatted(HOME, release)
        .replace("\n", "\r\n");
  }

  @Tag("slow")
  @Test
  void whatCannotBeRemovedIsNamedAndTheBuildFails() {
    GuestRecipe recipe = new GuestRecipe().script("holds.cmd", holding("Start-Sleep 600"));
    try (StandInBuild build = build(recipe).installed()) {
      RunResult result = build.run("generalize");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).as(result.said()).isEqualTo("sign-off");
      assertThat(failure.text()).contains(HOME + "\\logs\\held.txt");
      assertThat(result.end()).isEqualTo(RunResult.End.OFF);
    }
  }

  @Tag("slow")
  @Test
  void whatIsOpenForAMomentIsRemovedWhenItIsClosed() {
    // sign-off removes the key shortly before the runner removes the directory.
    String release =
        "while (Test-Path 'HKLM:\\SOFTWARE\\Casement') { Start-Sleep -Milliseconds 200 };"
            + " Start-Sleep 3";
    GuestRecipe recipe = new GuestRecipe().script("holds.cmd", holding(release));
    try (StandInBuild build = build(recipe).installed()) {
      RunResult result = build.run("generalize");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(build.windows().exists(HOME)).isFalse();
    }
  }

  // --- what a step prints, and what it does not
  // ----------------------------------------------------

  @Test
  void twentyThousandLinesAreReadInSeconds() {
    GuestRecipe recipe = new GuestRecipe().script("prints.ps1", FIRST, prints(20_000));
    try (StandInBuild build = build(recipe)) {
      Stopwatch watch = new Stopwatch("user-1");
      RunResult result = build.listen(watch::hear).run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(build.windows().text(HOME + "\\logs\\user-1.log").lines()).hasSize(20_000);
      // No host is faster than that where the reader sleeps 200 ms after each 4 KiB.
      assertThat(watch.between()).isLessThan(Duration.ofSeconds(69));
    }
  }

  @Tag("slow")
  @Test
  void fiftyMegabytesAreReadToTheLastLine() {
    int lines = 50 * 1024 * 1024 / 71;
    GuestRecipe recipe = new GuestRecipe().script("prints.ps1", FIRST, prints(lines));
    try (StandInBuild build = build(recipe)) {
      Stopwatch watch = new Stopwatch("user-1");
      RunResult result = build.limit(Duration.ofMinutes(8)).listen(watch::hear).run("install");
      System.out.printf(
          Locale.ROOT, "50 MB of a step's output took %d s%n", watch.between().toSeconds());
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(build.windows().text(HOME + "\\logs\\user-1.log").lines()).hasSize(lines);
    }
  }

  /** Lines of 71 bytes. */
  private static String prints(int lines) {
    return String.format(
        Locale.ROOT,
        """
        $line = 'x' * 69 + "`r`n"
        $many = $line * 1000
        for ($i = 0; $i -lt %d; $i++) { [Console]::Out.Write($many) }
        [Console]::Out.Write($line * %d)
        exit 0
        """,
        lines / 1000,
        lines % 1000);
  }

  /** Has the stand-in say that the script's own process computes. */
  private static final String COMPUTES =
      "[IO.File]::AppendAllText('C:\\standin\\busy.txt', [string] $PID + [char] 10)";

  @Test
  void aSilentStepThatComputesGivesASignOfLifeAndOneThatWaitsDoesNot() {
    GuestRecipe recipe =
        new GuestRecipe()
            .script("computes.ps1", FIRST, COMPUTES + "\nStart-Sleep -Seconds 14; exit 0")
            .script("waits.cmd", FIRST, "@ping.exe -n 14 127.0.0.1 >nul\r\n@exit /b 0\r\n");
    try (StandInBuild build = build(recipe).signsOfLife(Duration.ofSeconds(4))) {
      RunResult result = build.run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(logs(result))
          .as(result.said())
          .anyMatch(line -> line.matches("user-1 busy: [1-9]\\d* s of processor time in \\d+ s"))
          .noneMatch(line -> line.startsWith("user-2 "))
          .hasSizeLessThan(6);
    }
  }

  /** A search for updates: the step waits, and the service's process computes. */
  @Tag("slow")
  @Test
  void theWorkOfWindowsUpdateIsASignOfLife() throws IOException {
    // As Windows says it (Learn, "sc.exe query").
    String service =
        """
        $lines = 'SERVICE_NAME: wuauserv', '        WAIT_HINT          : 0x0', "        PID                : $PID", '        FLAGS              :'
        [IO.File]::WriteAllLines('C:\\standin\\queryex.txt', [string[]] $lines)
        %s
        Start-Sleep -Seconds 600
        """
            .formatted(COMPUTES);
    GuestRecipe recipe =
        new GuestRecipe()
            .script(
                "starts.cmd",
                FIRST,
                "@start /b powershell.exe -NoProfile -ExecutionPolicy Bypass -Command C:\\standin\\service.ps1\r\n@exit /b 0\r\n")
            .script("waits.cmd", FIRST, waitsForTheService());
    try (StandInBuild build = build(recipe).signsOfLife(Duration.ofSeconds(4))) {
      StandInWindows windows = build.windows();
      Files.writeString(windows.standIn("service.ps1"), service);
      windows.answer(
          "sc",
          "queryex wuauserv",
          0,
          windows.script("queryex.cmd", "type C:\\standin\\queryex.txt"));
      RunResult result = build.run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(logs(result)).as(result.said()).anyMatch(line -> line.startsWith("user-2 busy: "));
    }
  }

  /** Until the service computes, then as long as it takes to see that. */
  private static String waitsForTheService() {
    return """
    @echo off
    :wait
    ping.exe -n 2 127.0.0.1 >nul
    if not exist C:\\standin\\busy.txt goto wait
    ping.exe -n 30 127.0.0.1 >nul
    exit /b 0
    """
        .replace("\n", "\r\n");
  }

  /** What taskkill.exe answers is looked at: here it does nothing. */
  @Test
  void aStepThatTaskkillDoesNotEndIsKilledByItsHandle() {
    GuestRecipe recipe =
        new GuestRecipe()
            .script(
                "endless.ps1",
                FIRST,
                "& cmd.exe /d /c 'ping.exe -n 21 127.0.0.1 >nul & echo late >C:\\standin\\late'",
                "timeout: 6s");
    try (StandInBuild build = build(recipe)) {
      StandInWindows windows = build.windows().replaceProgram("taskkill");
      windows.answer("taskkill", "/t /f", 1).goingDown(Duration.ofSeconds(16));
      RunResult result = build.run("install");
      assertThat(result.guest().failure().orElseThrow().text())
          .as(result.said())
          .isEqualTo(
              "killed after its limit of 6 s (by its handle, since taskkill.exe answered 1)");
      assertThat(windows.exists("C:\\standin\\late")).isFalse();
    }
  }

  // --- who logs on
  // ---------------------------------------------------------------------------------

  /** Setup has written "Administrator", and the account is called otherwise. */
  @Test
  void theAccountThatIsLoggedOnIsTheOneThatLogsOnAgain() {
    String user = System.getProperty("user.name");
    String set = "@reg.exe add \"" + WINLOGON + "\" /f /t REG_SZ /v ";
    GuestRecipe recipe =
        new GuestRecipe()
            .script(
                "reboots.cmd",
                FIRST,
                set
                    + "DefaultUserName /d Administrator\r\n"
                    + set
                    + "DefaultDomainName /d ELSEWHERE\r\n@exit /b 3010\r\n");
    try (StandInBuild build = build(recipe)) {
      build.windows().accounts(user);
      RunResult result = build.run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      WineRegistry registry = build.windows().registry();
      assertThat(registry.value(WINLOGON, "DefaultUserName")).contains(user);
      assertThat(registry.value(WINLOGON, "DefaultDomainName"))
          .isEqualTo(
              registry.value(
                  "HKLM\\System\\CurrentControlSet\\Control\\ComputerName\\ComputerName",
                  "ComputerName"))
          .isPresent();
    }
  }

  /** How long a step took, from its first message to the next step's. */
  private static final class Stopwatch {
    private final String step;
    private long begin;
    private long end;

    Stopwatch(String step) {
      this.step = step;
    }

    void hear(String line) {
      if (line.contains(" started " + step + " ")) {
        begin = System.nanoTime();
      } else if (line.contains(" finished " + step + " ")) {
        end = System.nanoTime();
      }
    }

    Duration between() {
      return Duration.ofNanos(end - begin);
    }
  }

  private static List<String> logs(RunResult result) {
    return result.guest().messages().stream()
        .filter(message -> message.event() == Event.LOG)
        .map(message -> message.step() + " " + message.text())
        .toList();
  }
}
