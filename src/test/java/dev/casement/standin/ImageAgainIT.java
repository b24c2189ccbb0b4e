package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Builds that start from the image of another one: what that has left is there. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class ImageAgainIT {
  /**
   * Windows Installer neither replaces a cloudbase-init by another release of it, nor gives it
   * other properties: cloudbase-init's own installer keeps its product code.
   */
  @Test
  void cloudbaseInitIsInstalledAnewAndFeaturesNeedNoInstallMedium() {
    GuestRecipe recipe = new GuestRecipe().windows("features: [TelnetClient]");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      assertThat(build.run("install").isSignedOff()).isTrue();
      assertThat(build.run("generalize").isSignedOff()).isTrue();

      RunResult again = build.withoutInstallMedium().run("install");
      assertThat(again.isSignedOff()).as(again.said()).isTrue();
      assertThat(build.windows().calls("dism"))
          .filteredOn(call -> call.contains("TelnetClient"))
          .last()
          .isEqualTo(
              "/online /enable-feature /featurename:TelnetClient /all /limitaccess /norestart");

      RunResult generalized = build.run("generalize");
      assertThat(generalized.isSignedOff()).as(generalized.said()).isTrue();
      assertThat(generalized.said()).contains("removing Cloudbase-Init");
      assertThat(generalized.guest().facts("cloudbase-init.version")).hasSize(1);
      assertThat(build.windows().serviceStart("cloudbase-init")).hasValue(3);
      assertThat(Set.copyOf(generalized.guest().finished()))
          .contains("cloudbase-init", "sysprep", "sign-off");
    }
  }
}
