package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A sysprep that does not generalize Windows, and says so in its own ways. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class SysprepIT {
  private static StandInBuild build() {
    return StandInBuild.of(WindowsKind.SERVER_2022, new GuestRecipe().bare()).installed();
  }

  /**
   * The words of setuperr.log: Microsoft, "Sysprep fails after you remove or update Store apps".
   */
  @Test
  void aStoreAppOnWhichItFailsIsInTheFailureWithSysprepsOwnWords() {
    String app = "Microsoft.MicrosoftEdge.Stable_128.0.2739.42_neutral__8wekyb3d8bbwe";
    try (StandInBuild build = build()) {
      StandInWindows windows = build.windows();
      String panther = "C:\\windows\\System32\\Sysprep\\Panther";
      windows.answer(
          "sysprep",
          "/generalize",
          0,
          windows.script(
              "sysprep-fails.cmd",
              "md " + panther,
              "echo 2026-11-28 10:00:00, Error SYSPRP Package "
                  + app
                  + " was installed for a user, but not provisioned for all users.>"
                  + panther
                  + "\\setuperr.log",
              "echo 2026-11-28 10:00:01, Error SYSPRP Failed to remove apps for the current user:"
                  + " 0x80073cf2.>>"
                  + panther
                  + "\\setuperr.log"));
      RunResult result = build.run("generalize");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).as(result.said()).isEqualTo("sysprep");
      assertThat(result.said()).contains("0x80073cf2").contains(app);
      assertThat(result.guest().facts("sysprep.imageState"))
          .containsExactly("IMAGE_STATE_COMPLETE");
      assertThat(result.end()).isEqualTo(RunResult.End.OFF);
    }
  }

  @Test
  void oneThatNeverEndsIsKilledWhenItsTimeIsOver() {
    try (StandInBuild build = build().stepLimit("sysprep", Duration.ofSeconds(15))) {
      StandInWindows windows = build.windows();
      windows.answer(
          "sysprep",
          "/generalize",
          0,
          windows.script("sysprep-endless.cmd", "ping -n 600 127.0.0.1 >nul"));
      RunResult result = build.run("generalize");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).as(result.said()).isEqualTo("sysprep");
      assertThat(failure.text()).contains("killed after its limit of 15 s");
      assertThat(result.end()).isEqualTo(RunResult.End.OFF);
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
      assertThat(result.said())
          .contains("Windows is not generalized but in IMAGE_STATE_UNDEPLOYABLE");
      assertThat(result.isSignedOff()).isFalse();
    }
  }
}
