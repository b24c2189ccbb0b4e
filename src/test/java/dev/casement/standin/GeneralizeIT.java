package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One run generalize of a machine that has Edge, Store apps, German names and the new boot manager.
 */
@Tag("guest")
class GeneralizeIT {
  private static final String SERVICES = "HKLM\\System\\CurrentControlSet\\Services\\";
  private static final String TASKS = "C:\\windows\\System32\\Tasks\\";
  private static final String CORE = "MicrosoftEdgeUpdateTaskMachineCore";
  private static final String DISABLED = "MicrosoftEdgeUpdateTaskMachineUA{1}";
  private static final String EDGE =
      "Microsoft.MicrosoftEdge.Stable_138.0.1.2_neutral__8wekyb3d8bbwe";
  private static final String SYSTEM = "Microsoft.Windows.Search_1.0.0.0_neutral__cw5n1h2txyewy";

  /** Whether Windows keeps DelayedAutostart for a disabled service is not documented: it goes. */
  private static final String TELLS_WHAT_IS_HELD =
      """
      $services = 'HKLM:\\SYSTEM\\CurrentControlSet\\Services'
      foreach ($name in 'edgeupdate', 'edgeupdatem') {
          $start = (Get-Item "$services\\$name").GetValue('Start')
          Write-Host "@casement fact held.$name=$start"
      }
      Remove-ItemProperty "$services\\edgeupdate" -Name DelayedAutostart
      $scripts = 'C:\\windows\\Setup\\Scripts'
      $null = New-Item -ItemType Directory -Path $scripts -Force
      [IO.File]::WriteAllBytes("$scripts\\SetupComplete.cmd", [byte[]] @(64, 255, 10, 101, 120, 105, 116))
      [IO.File]::SetAttributes("$scripts\\SetupComplete.cmd", 'ReadOnly')
      exit 0
      """;

  private static final String POLICIES = "HKLM\\Software\\Policies\\Microsoft\\";
  private static final String AUTOMATIC_UPDATES = POLICIES + "Windows\\WindowsUpdate\\AU";
  private static final String STORE = POLICIES + "WindowsStore";
  private static final String CLOUD_CONTENT = POLICIES + "Windows\\CloudContent";
  private static final String UAC =
      "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\System";

  /** What hardening scripts of the field set; the first is the very value of the build. */
  private static final String HARDENS =
      """
      $null = New-Item 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\WindowsStore' -Force
      Set-ItemProperty 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\WindowsStore' -Name AutoDownload -Value 2 -Type DWord
      Set-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System' -Name ConsentPromptBehaviorAdmin -Value 2 -Type DWord
      exit 0
      """;

  @TempDir static Path directory;
  private static StandInBuild build;
  private static RunResult result;

  @BeforeAll
  static void run() throws IOException {
    GuestRecipe recipe =
        new GuestRecipe().script("hardens.ps1", HARDENS).script("held.ps1", TELLS_WHAT_IS_HELD);
    build = StandInBuild.of(WindowsKind.SERVER_2022, recipe);
    StandInWindows windows = build.windows();
    windows.storeApps(EDGE + "\n" + SYSTEM + "\tsystem\n");
    windows.prelude(
        "german",
        """
        function Get-German { 'Administratoren' }
        Set-Alias Get-GroupName Get-German
        function Test-German { $args[0] -eq 'Administratoren' }
        Set-Alias Test-Group Test-German
        """);
    windows.answer("netsh", "advfirewall", 1);
    windows.registry().set(AUTOMATIC_UPDATES, "NoAutoUpdate", 1);
    windows.registry().set(CLOUD_CONTENT, "DisableWindowsConsumerFeatures", 1);
    edge(windows);
    bootManager(windows);
    result = build.installed().run("generalize");
  }

  private static void edge(StandInWindows windows) throws IOException {
    for (String service : new String[] {"edgeupdate", "edgeupdatem"}) {
      windows.registry().set(SERVICES + service, "Type", 16);
      windows.registry().set(SERVICES + service, "ImagePath", "C:\\windows\\system32\\none.exe");
    }
    windows.registry().set(SERVICES + "edgeupdate", "Start", 2);
    windows.registry().set(SERVICES + "edgeupdate", "DelayedAutostart", 1);
    windows.registry().set(SERVICES + "edgeupdatem", "Start", 3);
    windows.put(task("<Enabled>true</Enabled>"), TASKS + CORE);
    windows.put(task("<Enabled>false</Enabled>"), TASKS + DISABLED);
    windows.answer("schtasks", "/change", 0);
  }

  private static Path task(String settings) throws IOException {
    String xml = "<Task><Triggers/><Settings>%s</Settings></Task>".formatted(settings);
    return Files.writeString(Files.createTempFile(directory, "task", ".xml"), xml);
  }

  /**
   * The file is a PE image with nothing in it but a signature; its names are those of Microsoft's.
   */
  private static void bootManager(StandInWindows windows) throws IOException {
    Path place = Files.createDirectories(directory.resolve("esp/EFI/Microsoft/Boot"));
    String text = Files.readString(Programs.SOURCES.resolve("bootmgfw-2023.base64"));
    Files.write(place.resolve("bootmgfw.efi"), Base64.getMimeDecoder().decode(text));
    windows.ownDrive('s', directory.resolve("esp"));
    windows.replaceProgram("mountvol");
  }

  @AfterAll
  static void close() {
    build.close();
  }

  @Test
  void ends() {
    assertThat(result.isSignedOff()).as(result.said()).isTrue();
  }

  /**
   * cschneegans/unattend-generator issue 74: nothing comes back from a script that ends in exit.
   */
  @Test
  void aScriptThatTheUserHasSetupRunComesAfterOursAndStaysByteForByte() {
    assertThat(build.windows().text("C:\\windows\\Setup\\Scripts\\SetupComplete.cmd"))
        .isEqualTo(
            "sc.exe config cloudbase-init start= auto && net.exe start cloudbase-init\r\n"
                + "@\u00ff\nexit");
  }

  /** cloudbase/windows-imaging-tools issue 84: the answer file sets it in specialize. */
  @Test
  void theImageHasNoPageFileThatItsDiskMayBeTooSmallFor() {
    assertThat(
            build
                .windows()
                .registry()
                .value(
                    "HKLM\\System\\CurrentControlSet\\Control\\Session Manager\\Memory Management",
                    "PagingFiles"))
        .contains("");
  }

  /** voxpupuli/puppet-windows_firewall issue 108: somebody has disabled its service. */
  @Test
  void aFirewallThatTakesNoRulesIsSaidAndNoEnd() {
    assertThat(result.guest().messages())
        .filteredOn(message -> message.step().equals("settings"))
        .extracting(GuestMessage::text)
        .anyMatch(text -> text.startsWith("warning: the firewall's service (MpsSvc) does not run"));
  }

  @Test
  void aStoreAppThatWouldStopSysprepIsRemovedAndSaid() {
    assertThat(result.guest().facts("store-app.removed")).containsExactly(EDGE);
    assertThat(result.guest().facts("store-app.blocking")).isEmpty();
    assertThat(build.windows().calls()).doesNotContain("Remove-AppxPackage " + SYSTEM);
  }

  @Test
  void edgeIsHeldStillAndGivenBack() {
    assertThat(result.guest().facts("held.edgeupdate")).as(result.said()).containsExactly("4");
    assertThat(result.guest().facts("held.edgeupdatem")).containsExactly("4");
    assertThat(build.windows().serviceStart("edgeupdate")).contains(2);
    assertThat(build.windows().serviceStart("edgeupdatem")).contains(3);
    assertThat(build.windows().registry().value(SERVICES + "edgeupdate", "DelayedAutostart"))
        .contains("1");
    assertThat(build.windows().calls("schtasks"))
        .filteredOn(call -> call.startsWith("/change"))
        .contains("/change /tn " + CORE + " /disable")
        .endsWith("/change /tn " + CORE + " /enable")
        .noneMatch(call -> call.contains(DISABLED));
  }

  /** image-builder issue 599, aks-engine issue 402, windows_hardening issue 41. */
  @Test
  void policiesOfTheUserStayAndThoseOfTheBuildGo() {
    WineRegistry registry = build.windows().registry();
    assertThat(registry.value(AUTOMATIC_UPDATES, "NoAutoUpdate")).contains("1");
    assertThat(registry.value(STORE, "AutoDownload")).contains("2");
    assertThat(registry.value(UAC, "ConsentPromptBehaviorAdmin")).contains("2");
    assertThat(registry.value(CLOUD_CONTENT, "DisableWindowsConsumerFeatures")).isEmpty();
  }

  @Test
  void theAuthorityOfTheBootManagerIsAFactAndItsPartitionIsPutAway() {
    assertThat(result.guest().facts("bootManager.issuer"))
        .as(result.said())
        .containsExactly("Windows UEFI CA 2023");
    assertThat(build.windows().calls("mountvol")).containsExactly("S: /s", "S: /d");
  }

  @Test
  void cloudbaseInitPutsItsUserIntoTheGroupThatThisWindowsHas() {
    String conf = "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\conf\\";
    for (String name : new String[] {"cloudbase-init.conf", "cloudbase-init-unattend.conf"}) {
      assertThat(build.windows().text(conf + name))
          .contains("\ngroups=Administratoren\r\n")
          .contains("\r\n[config_drive]\r\n");
    }
  }
}
