package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A sysprep that does not generalize Windows, and says so in its own ways. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class SysprepIT {
  private static final String PANTHER = "C:\\windows\\System32\\Sysprep\\Panther";
  private static final String NOT_PROVISIONED =
      " was installed for a user, but not provisioned for all users.";

  /** A line of a batch file that adds a line to one of sysprep's logs. */
  private static String log(String name, String line) {
    return "echo 2026-11-28 10:00:00, " + line + ">>" + PANTHER + "\\" + name;
  }

  private static List<String> texts(RunResult result) {
    return result.guest().messages().stream().map(GuestMessage::text).toList();
  }

  private static StandInBuild build() {
    return StandInBuild.of(WindowsKind.SERVER_2022, new GuestRecipe().bare()).installed();
  }

  /**
   * The words of setuperr.log: Microsoft, "Sysprep fails after you remove or update Store apps".
   */
  @Test
  void aStoreAppOnWhichItFailsTwiceIsInTheFailureWithSysprepsOwnWords() {
    String app = "Microsoft.MicrosoftEdge.Stable_128.0.2739.42_neutral__8wekyb3d8bbwe";
    try (StandInBuild build = build()) {
      StandInWindows windows = build.windows();
      windows.storeApps("Innocent.App_1.0.0.0_x64__1\tprovisioned\n");
      windows.answer(
          "sysprep",
          "/generalize",
          0,
          windows.script(
              "sysprep-fails.cmd",
              "md " + PANTHER,
              log("setuperr.log", "Error SYSPRP Package " + app + NOT_PROVISIONED),
              log(
                  "setuperr.log",
                  "Error SYSPRP Failed to remove apps for the current user: 0x80073cf2.")));
      RunResult result = build.run("generalize");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).as(result.said()).isEqualTo("sysprep");
      assertThat(windows.calls("sysprep")).hasSize(2);
      assertThat(result.said())
          .contains("0x80073cf2")
          .contains("fails on Store apps")
          .contains(app);
      assertThat(result.guest().facts("sysprep.imageState"))
          .containsExactly("IMAGE_STATE_COMPLETE");
      assertThat(result.end()).isEqualTo(RunResult.End.OFF);
    }
  }

  /**
   * What it hangs at is in its logs long before its time is over: microsoft/winget-cli issue 5599.
   */
  @Test
  void oneThatNeverEndsIsEndedBeforeItsStepIsAndItsLogIsTold() {
    try (StandInBuild build = build().ownLimit(Duration.ofSeconds(8))) {
      StandInWindows windows = build.windows();
      windows.answer(
          "sysprep",
          "/generalize",
          0,
          windows.script(
              "sysprep-endless.cmd",
              "md " + PANTHER,
              log("setuperr.log", "Error SYSPRP BCD: BiUpdateEfiEntry failed c000000d"),
              log("setupact.log", "Info SYSPRP Ran last before it hung"),
              "ping -n 600 127.0.0.1 >nul"));
      RunResult result = build.run("generalize");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).as(result.said()).isEqualTo("sysprep");
      assertThat(failure.text()).doesNotContain("killed");
      assertThat(texts(result))
          .anyMatch(text -> text.startsWith("sysprep: ") && text.contains("BiUpdateEfiEntry"))
          .anyMatch(
              text ->
                  text.contains("sysprep does not end within 8 s")
                      && text.contains("IMAGE_STATE_COMPLETE")
                      && text.contains("Ran last before it hung")
                      && text.contains("sysprep's last error: BCD: BiUpdateEfiEntry failed"));
      assertThat(result.end()).isEqualTo(RunResult.End.OFF);
    }
  }

  /**
   * GoogleCloudPlatform/compute-image-windows issue 156, and actions/runner-images issue 14499:
   * both refuse before anything has changed.
   */
  @Test
  void oneThatIsRefusedBeforeItBeginsIsTriedAgainWithoutWhatItNames() {
    String app = "MicrosoftCorporationII.WindowsSubsystemForLinux_2.7.11.0_x64__8wekyb3d8bbwe";
    try (StandInBuild build = build()) {
      StandInWindows windows = build.windows();
      // Hidden from the look before sysprep, as a version that the provisioned package has too.
      windows.storeApps(app + "\tprovisioned\nInnocent.App_1.0.0.0_x64__1\tprovisioned\n");
      windows.answer(
          "sysprep",
          "/generalize",
          windows.script(
              "sysprep-third.cmd",
              "if exist C:\\standin\\second goto third",
              "if exist C:\\standin\\first goto second",
              "echo.>C:\\standin\\first",
              "md " + PANTHER,
              log("setupact.log", "Error SYSPRP Failed to query pending CBS operations"),
              "exit /b 1",
              ":second",
              "echo.>C:\\standin\\second",
              log("setupact.log", "Error SYSPRP Package " + app + NOT_PROVISIONED),
              "exit /b 1",
              ":third",
              "call C:\\standin\\sysprep.cmd"));
      RunResult result = build.run("generalize");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(windows.calls("sysprep")).hasSize(3);
      assertThat(result.guest().facts("store-app.removed")).containsExactly(app);
      assertThat(windows.calls())
          .filteredOn(call -> call.startsWith("Remove-AppxPackage"))
          .containsExactly("Remove-AppxPackage " + app);
      assertThat(texts(result)).anyMatch(text -> text.contains("waiting for TrustedInstaller"));
    }
  }

  /** The state is right, and the mark is that of an image from which the build has started. */
  @Tag("slow")
  @Test
  void theMarkOfAnEarlierOneIsNotBelieved() throws IOException {
    try (StandInBuild build = build()) {
      StandInWindows windows = build.windows();
      Path mark = windows.path("C:\\windows\\system32\\sysprep\\Sysprep_succeeded.tag");
      Files.createDirectories(mark.getParent());
      Files.writeString(mark, "");
      windows.answer(
          "sysprep",
          "/generalize",
          0,
          windows.script(
              "sysprep-without-mark.cmd",
              "reg add HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State /v"
                  + " ImageState /d IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE /f >nul"));
      RunResult result = build.run("generalize");
      assertThat(result.guest().failure().orElseThrow().step()).isEqualTo("sysprep");
      assertThat(result.said()).contains("sysprep has left no Sysprep_succeeded.tag");
    }
  }

  /** It ends well and leaves its mark, but not the state: the mark alone is not believed. */
  @Tag("slow")
  @Test
  void oneThatLeavesWindowsInTheMiddleIsNotBelieved() {
    try (StandInBuild build = build()) {
      StandInWindows windows = build.windows();
      windows.answer(
          "sysprep",
          "/generalize",
          0,
          windows.script(
              "sysprep-half.cmd",
              "reg add HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State /v"
                  + " ImageState /d IMAGE_STATE_UNDEPLOYABLE /f >nul",
              "echo.>C:\\windows\\system32\\sysprep\\Sysprep_succeeded.tag"));
      RunResult result = build.run("generalize");
      assertThat(result.guest().failure().orElseThrow().step()).isEqualTo("sysprep");
      assertThat(result.said()).contains("Windows is in IMAGE_STATE_UNDEPLOYABLE, not generalized");
      assertThat(result.isSignedOff()).isFalse();
    }
  }
}
