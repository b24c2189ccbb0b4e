package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
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
    }
  }
}
