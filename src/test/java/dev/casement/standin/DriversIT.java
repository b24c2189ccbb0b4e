package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.Release;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Drivers that Windows refuses, or would ask somebody about. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class DriversIT {
  /** As PowerShell 2.0 has it of a catalogue with a SHA-2 signature only, without KB3033929. */
  private static final String NO_SIGNER_OF =
      """
      function Get-AuthenticodeSignature([string] $FilePath) {
          $signature = @{ Path = $FilePath; Status = 'Valid'; SignerCertificate = $null }
          if ($FilePath -like '*%s') {
              $signature.Status = 'UnknownError'
          }
          else {
              $text = [IO.File]::ReadAllText($FilePath).Substring('Valid'.Length)
              $bytes = [Convert]::FromBase64String($text)
              $signature.SignerCertificate =
                  New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 @(, $bytes)
          }
          return New-Object psobject -Property $signature
      }
      """;

  /** virtio-win/kvm-guest-drivers-windows issue 859, virtio-win/virtio-win-pkg-scripts issue 18. */
  @Test
  void aDriverThatTheImageCanDoWithoutIsAFactAndBalloonGetsItsService() {
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022)) {
      build.windows().answer("pnputil", "pvpanic.inf", -536870353);

      RunResult result = build.run("install");

      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(result.guest().facts("driver.refused"))
          .singleElement()
          .asString()
          .startsWith("pvpanic: pnputil ended with exit code -536870353 (0xe000022f)");
      assertThat(result.guest().facts("driver.pvpanic")).isEmpty();
      assertThat(result.guest().facts("driver.viostor")).hasSize(1);
      assertThat(build.windows().calls("blnsvr")).containsExactly("-i");
      assertThat(build.windows().exists("C:\\Program Files\\Virtio-Win\\Balloon\\blnsvr.exe"))
          .isTrue();
    }
  }

  @Test
  void aDriverThatTheImageNeedsFailsTheRunWhenAllButTheExcludedWereTried() {
    GuestRecipe recipe = new GuestRecipe().excludeDrivers("pvpanic", "Balloon");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      build.windows().answer("pnputil", "netkvm.inf", 5);

      RunResult result = build.run("install");

      assertThat(result.guest().failure()).as(result.said()).isPresent();
      assertThat(result.said()).contains("the image needs what Windows refused: netkvm");
      assertThat(build.windows().calls("pnputil"))
          .hasSize(3)
          .noneMatch(call -> call.contains("pvpanic") || call.contains("balloon"));
      assertThat(result.guest().facts("driver.excluded")).containsExactly("balloon", "pvpanic");
      assertThat(build.windows().calls("blnsvr")).isEmpty();
      assertThat(result.guest().facts("driver.viostor")).hasSize(1);
    }
  }

  @Tag("slow")
  @Test
  void windows7IsNotGivenACatalogueWithoutASigner() {
    try (StandInBuild build = StandInBuild.of(WindowsKind.of(Release.WINDOWS_7))) {
      build.windows().prelude("signatures", NO_SIGNER_OF.formatted("balloon.cat"));

      RunResult result = build.run("install");

      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(build.windows().calls("pnputil"))
          .hasSize(4)
          .noneMatch(call -> call.contains("balloon"));
      assertThat(result.guest().facts("driver.refused"))
          .singleElement()
          .asString()
          .startsWith("balloon: balloon.cat has no signer");
    }
  }

  @Test
  void windows7FailsAtOnceWithTheHintWhenTheImageNeedsTheDriver() {
    try (StandInBuild build = StandInBuild.of(WindowsKind.of(Release.WINDOWS_7))) {
      build.windows().prelude("signatures", NO_SIGNER_OF.formatted("viostor.cat"));

      RunResult result = build.run("install");

      assertThat(result.guest().failure()).as(result.said()).isPresent();
      assertThat(result.said()).contains("viostor.cat has no signer").contains("KB4474419");
      assertThat(build.windows().calls("pnputil")).noneMatch(call -> call.contains("viostor"));
    }
  }
}
