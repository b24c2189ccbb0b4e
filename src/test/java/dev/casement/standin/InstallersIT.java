package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import dev.casement.windows.Release;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Installers that fail, or want a reboot. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class InstallersIT {
  @Test
  void anInstallerThatFailsWith1603FailsTheRunWithTheEndOfItsLog() {
    GuestRecipe recipe = new GuestRecipe().cloudbaseInit("fails");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      RunResult result = build.installed().run("generalize");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).as(result.said()).isEqualTo("cloudbase-init");
      assertThat(result.said()).contains("Windows Installer ended with exit code 1603");
      assertThat(result.guest().facts("cloudbase-init.version")).isEmpty();
    }
  }

  @Test
  void anInstallerThatWantsARebootGetsItAndIsNotRunAgain() {
    GuestRecipe recipe =
        new GuestRecipe().cloudbaseInit("reboots").with("cleanUp: { freeSpace: false }");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      RunResult result = build.installed().run("generalize");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      assertThat(result.guest().facts("cloudbase-init.version")).containsExactly("1.1.6");
      assertThat(build.windows().serviceStart("cloudbase-init")).contains(3);
      assertThat(build.windows().calls("python"))
          .as("it is started to see whether it does")
          .hasSize(1);
    }
  }

  /** As on Windows 7 with Python 3.10, which misses api-ms-win-core-path (issue 138). */
  @Test
  void aCloudbaseInitThatDoesNotStartOnThisWindowsFailsTheRun() {
    try (StandInBuild build = StandInBuild.of(WindowsKind.of(Release.WINDOWS_7))) {
      build.windows().answer("python", "cloudbaseinit.osutils.windows", 0xC0000135);
      RunResult result = build.installed().run("generalize");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).as(result.said()).isEqualTo("cloudbase-init");
      assertThat(result.said())
          .contains("cloudbase-init 1.1.6 does not start", "0xc0000135", "1.1.2 or older");
    }
  }

  /** chef/mixlib-install issue 110, then virtio-win/kvm-guest-drivers-windows issue 544. */
  @Test
  void anInstallerIsTriedAgainWhileWindowsIsBusyAndWithoutTheProviderThatIsLeft() {
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022)) {
      StandInWindows windows = build.windows();
      windows.replaceProgram("msiexec");
      windows.answer(
          "msiexec",
          "/i",
          windows.script(
              "msiexec-third.cmd",
              "if exist C:\\standin\\second exit /b 0",
              "if exist C:\\standin\\first goto second",
              "echo.>C:\\standin\\first",
              "exit /b 1618",
              ":second",
              "echo.>C:\\standin\\second",
              "md \"C:\\Program Files\\Qemu-ga\"",
              "copy C:\\windows\\system32\\pnputil.exe \"C:\\Program Files\\Qemu-ga\\qemu-ga.exe\" >nul",
              "exit /b 1603"));
      RunResult result = build.run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(windows.calls())
          .filteredOn(call -> call.startsWith("msiexec") || call.startsWith("qemu-ga"))
          .extracting(call -> call.replaceFirst("(?i)^(\\S+) .*?(/i|-s \\S+).*", "$1 $2"))
          .containsExactly(
              "msiexec.exe /i", "msiexec.exe /i", "qemu-ga.exe -s vss-uninstall", "msiexec.exe /i");
      assertThat(result.guest().messages())
          .extracting(GuestMessage::text)
          .anyMatch(text -> text.startsWith("msiexec.exe is busy with another installation"));
    }
  }
}
