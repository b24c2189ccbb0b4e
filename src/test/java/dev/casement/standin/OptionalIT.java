package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import dev.casement.windows.Release;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a recipe adds to Windows: drivers, language packs, capabilities, features. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class OptionalIT {
  private static final String SERVER_PACK = "Microsoft-Windows-Server-Language-Pack_x64_fr-fr.cab";

  /** CBS_E_SOURCE_MISSING, as in github.com/brianlala/AutoSPInstaller issue 25. */
  private static final int SOURCE_MISSING = 0x800f081f;

  @Test
  void allOfItIsInstalledInOrderAndEachInstanceGetsHostKeysOfItsOwn() {
    GuestRecipe recipe =
        new GuestRecipe()
            .file("fod/OpenSSH-Server-Package~31bf3856ad364e35~amd64~~.cab", "MSCF")
            .file("fod/" + SERVER_PACK, "MSCF")
            .file("nic/x64/e1d.inf", "[Version]\r\nDriverVer = 01/01/2024,12.19.1.37\r\n")
            .media("moreDrivers: [ { path: nic } ]", "features: [ { path: fod } ]")
            .windows(
                "features: [NetFx3, TelnetClient]",
                "capabilities: [OpenSSH.Server~~~~0.0.1.0]",
                "languages: [fr-FR]")
            .with("cleanUp: { freeSpace: false }");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      StandInWindows windows = build.windows();
      windows.answer("dism", "featurename:NetFx3", 3010);
      // What the capability brings, and what sshd makes at its first start.
      windows.answer(
          "dism",
          "OpenSSH.Server",
          0,
          windows.script(
              "sshd.cmd",
              "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\sshd /v Start /t REG_DWORD /d 3 /f >nul",
              "md C:\\ProgramData\\ssh",
              "echo key>C:\\ProgramData\\ssh\\ssh_host_ed25519_key",
              "echo key>C:\\ProgramData\\ssh\\ssh_host_ed25519_key.pub",
              "echo Port 22>C:\\ProgramData\\ssh\\sshd_config"));

      RunResult install = build.run("install");

      assertThat(install.isSignedOff()).as(install.said()).isTrue();
      assertThat(install.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
      String payload = "D:\\casement\\payload\\features\\01";
      assertThat(windows.calls("dism"))
          .containsExactly(
              "/online /add-package /packagepath:\"%s\\%s\" /norestart"
                  .formatted(payload, SERVER_PACK),
              "/online /add-capability /capabilityname:OpenSSH.Server~~~~0.0.1.0 /source:\"%s\" /limitaccess /norestart"
                  .formatted(payload),
              "/online /enable-feature /featurename:NetFx3 /all /limitaccess /source:\"F:\\sources\\sxs\" /norestart",
              "/online /enable-feature /featurename:TelnetClient /all /limitaccess /source:\"F:\\sources\\sxs\" /norestart");
      assertThat(windows.calls("pnputil"))
          .contains("/add-driver \"D:\\casement\\payload\\drivers\\01-001-x64\\e1d.inf\" /install");
      assertThat(windows.calls("netsh"))
          .contains(
              "advfirewall firewall set rule name=\"OpenSSH SSH Server (sshd)\" new enable=yes profile=any");
      assertThat(install.guest().facts("driver.e1d")).containsExactly("12.19.1.37");
      assertThat(install.guest().facts("language.installed")).containsExactly("fr-FR");
      assertThat(install.guest().facts("capability.installed"))
          .containsExactly("OpenSSH.Server~~~~0.0.1.0");
      assertThat(install.guest().facts("feature.enabled"))
          .containsExactly("NetFx3", "TelnetClient");
      assertThat(windows.serviceStart("sshd")).contains(2);
      assertThat(
              windows
                  .registry()
                  .value(
                      "HKLM\\Software\\Policies\\Microsoft\\Control Panel\\International",
                      "BlockCleanupOfUnusedPreinstalledLangPacks"))
          .contains("1");

      RunResult generalize = build.run("generalize");

      assertThat(generalize.guest().finished())
          .as(generalize.said())
          .contains("clean-up", "sysprep");
      assertThat(windows.exists("C:\\ProgramData\\ssh\\ssh_host_ed25519_key")).isFalse();
      assertThat(windows.exists("C:\\ProgramData\\ssh\\ssh_host_ed25519_key.pub")).isFalse();
      assertThat(windows.exists("C:\\ProgramData\\ssh\\sshd_config")).isTrue();
    }
  }

  @Tag("slow")
  @Test
  void theFirewallGetsARuleForSshWhereTheCapabilityMadeNone() {
    GuestRecipe recipe =
        new GuestRecipe().bare().windows("capabilities: [OpenSSH.Server~~~~0.0.1.0]");
    WindowsKind server = WindowsKind.core(Release.SERVER_2025);
    try (StandInBuild build = StandInBuild.of(server, recipe)) {
      StandInWindows windows = build.windows();
      windows.answer("netsh", "set rule", 1);
      windows.answer(
          "dism",
          "OpenSSH.Server",
          0,
          windows.script(
              "sshd.cmd",
              "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\sshd /v Start /t REG_DWORD /d 3 /f >nul"));

      RunResult result = build.run("install");

      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      // It is in the image of Server 2025.
      assertThat(windows.calls("dism"))
          .containsExactly(
              "/online /add-capability /capabilityname:OpenSSH.Server~~~~0.0.1.0 /limitaccess /norestart");
      assertThat(windows.calls("netsh"))
          .contains(
              "advfirewall firewall add rule name=\"OpenSSH SSH Server (sshd)\" dir=in action=allow enable=yes profile=any protocol=tcp localport=22");
    }
  }

  @Tag("slow")
  @Test
  void theDismOfWindows7IsNotGivenWhatItDoesNotKnow() {
    GuestRecipe recipe = new GuestRecipe().bare().windows("features: [NetFx3, TelnetClient]");
    try (StandInBuild build = StandInBuild.of(WindowsKind.of(Release.WINDOWS_7), recipe)) {
      RunResult result = build.run("install");
      assertThat(result.isSignedOff()).as(result.said()).isTrue();
      assertThat(build.windows().calls("dism"))
          .containsExactly(
              "/online /enable-feature /featurename:NetFx3 /norestart",
              "/online /enable-feature /featurename:TelnetClient /norestart");
    }
  }

  @Tag("slow")
  @Test
  void aFeatureThatDismRefusesFailsTheRunWithItsNameAndTheCodeInHex() {
    GuestRecipe recipe = new GuestRecipe().bare().windows("features: [TelnetClient, NetFx3]");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      build.windows().answer("dism", "featurename:NetFx3", SOURCE_MISSING);
      RunResult result = build.run("install");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).as(result.said()).isEqualTo("features");
      assertThat(result.guest().messages())
          .extracting(GuestMessage::text)
          .anyMatch(text -> text.contains("dism ended with exit code 0x800f081f on NetFx3"));
      assertThat(result.guest().facts("feature.enabled")).isEqualTo(List.of("TelnetClient"));
      assertThat(result.end()).isEqualTo(RunResult.End.OFF);
    }
  }

  @Tag("slow")
  @Test
  void aDriverThatPnputilRefusesFailsTheRunByName() {
    GuestRecipe recipe =
        new GuestRecipe()
            .bare()
            .file("gpu/good.inf", "[Version]\r\n")
            .file("gpu/unsigned.inf", "[Version]\r\n")
            .media("moreDrivers: [ { path: gpu } ]");
    try (StandInBuild build = StandInBuild.of(WindowsKind.SERVER_2022, recipe)) {
      // ERROR_INVALID_DATA, as in InstallersIT.
      build.windows().answer("pnputil", "unsigned.inf", 13);
      RunResult result = build.run("install");
      GuestMessage failure = result.guest().failure().orElseThrow();
      assertThat(failure.step()).as(result.said()).isEqualTo("more-drivers");
      assertThat(result.said())
          .contains("pnputil ended with exit code 13")
          .contains("unsigned.inf");
    }
  }
}
