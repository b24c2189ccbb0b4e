package dev.casement.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The three runs of a build, one after the other on one machine, for each kind of Windows. */
@Tag("guest")
@Execution(ExecutionMode.CONCURRENT)
class ThreeRunsIT {
  private static final String WINLOGON =
      "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon";
  private static final String WINDOWS = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion";
  private static final String PARTITIONS =
      "HKLM\\System\\CurrentControlSet\\Services\\partmgr\\Parameters";
  private static final String HOME = "C:\\ProgramData\\Casement";

  /** The newest and the oldest, from a CD and from a floppy, with a desktop and without one. */
  static Stream<WindowsKind> draw() {
    return Stream.of(
        WindowsKind.SERVER_2022,
        WindowsKind.of(Release.WINDOWS_7),
        WindowsKind.core(Release.SERVER_2025));
  }

  static Stream<WindowsKind> rest() {
    return Stream.of(WindowsKind.of(Release.WINDOWS_11), WindowsKind.of(Release.SERVER_2012_R2));
  }

  @ParameterizedTest
  @MethodSource("draw")
  void installUpdateAndGeneralizeEndWithTheirSignOff(WindowsKind kind) {
    threeRuns(kind);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("rest")
  void installUpdateAndGeneralizeOfTheOthersDoToo(WindowsKind kind) {
    threeRuns(kind);
  }

  private static void threeRuns(WindowsKind kind) {
    try (StandInBuild build = StandInBuild.of(kind)) {
      StandInWindows windows = build.windows();
      install(build, windows);
      update(build, windows);
      generalize(build, windows);
    }
  }

  private static void install(StandInBuild build, StandInWindows windows) {
    windows.answer("pnputil", "netkvm.inf", 3010);
    RunResult install = build.run("install");
    assertThat(install.isSignedOff()).as(install.said()).isTrue();
    assertThat(install.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
    assertThat(install.guest().finished()).containsExactly("drivers", "guest-agent", "sign-off");
    assertThat(install.guest().facts("driver.viostor")).containsExactly("100.101.104.27100");
    assertThat(install.guest().facts("os.version")).containsExactly(windows.kind().version());
    String option = windows.kind().build() >= 14393 ? "/add-driver" : "-i -a";
    String folder = windows.kind().release().driverFolder();
    assertThat(windows.calls("pnputil"))
        .hasSize(5)
        .allSatisfy(
            call -> assertThat(call).startsWith(option).contains("\\" + folder + "\\amd64\\"));
    assertThat(windows.serviceStart("QEMU-GA")).contains(2);
    assertArmed(build, windows);
  }

  /** What {@link StandInBuild#installed()} makes without a run. */
  private static void assertArmed(StandInBuild build, StandInWindows windows) {
    WineRegistry registry = windows.registry();
    assertThat(registry.value(WINLOGON, "AutoAdminLogon")).contains("1");
    assertThat(registry.value(WINLOGON, "DefaultPassword")).contains(build.password());
    assertThat(registry.value(WINLOGON, "DefaultUserName")).isPresent();
    assertThat(registry.value(WINLOGON, "AutoLogonCount")).isEmpty();
    assertThat(registry.value(WINDOWS + "\\Run", "Casement"))
        .contains("cmd.exe /d /c \"" + HOME + "\\start.cmd\"");
    assertThat(registry.value(WINDOWS + "\\Policies\\System", "ConsentPromptBehaviorAdmin"))
        .contains("0");
    assertThat(registry.hasKey("HKLM\\Software\\Casement")).isTrue();
    assertThat(windows.exists(HOME + "\\start.cmd")).isTrue();
    assertThat(windows.tasks().isEmpty()).isEqualTo(!windows.hasLogonTask());
  }

  private static void update(StandInBuild build, StandInWindows windows) {
    windows.updates(
        """
        [KB5031364]
        title=Cumulative update
        install=ok+reboot
        [KB5034439]
        title=Security update
        eula=ok
        [KB5035000]
        title=Only after the first
        after=KB5031364
        """);
    RunResult update = build.run("update");
    assertThat(update.isSignedOff()).as(update.said()).isTrue();
    assertThat(update.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
    assertThat(update.guest().facts("update.installed"))
        .containsExactly("KB5031364", "KB5034439", "KB5035000");
    assertThat(windows.calls()).contains("agent eula KB5034439");
    assertThat(windows.calls("dism"))
        .singleElement()
        .asString()
        .contains(
            windows.kind().release().isKernel61() ? "/spsuperseded" : "/startcomponentcleanup");
    // It has logged on with it: there was a restart.
    String renewed = build.passwordOf("update");
    assertThat(windows.registry().value(WINLOGON, "DefaultPassword")).contains(renewed);
    assertThat(windows.registry().value("HKLM\\Software\\Casement", "LogonPassword"))
        .contains(renewed);
    assertThat(renewed).isNotEqualTo(build.password());
  }

  private static void generalize(StandInBuild build, StandInWindows windows) {
    RunResult generalize = build.run("generalize");
    assertThat(generalize.isSignedOff()).as(generalize.said()).isTrue();
    // One for the page file, and none after the clean-up: nobody would log on.
    assertThat(generalize.boots()).containsExactly(Boot.End.RESTART, Boot.End.OFF);
    assertThat(generalize.guest().facts("sysprep.imageState"))
        .contains("IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    assertThat(generalize.guest().facts("cloudbase-init.version")).containsExactly("1.1.6");
    assertThat(generalize.guest().foreign()).isZero();
    assertCloudbaseInitWaits(windows);
    assertThat(windows.registry().value(PARTITIONS, "SanPolicy"))
        .isEqualTo(windows.kind().release().isServer() ? Optional.of("1") : Optional.empty());
    assertNothingIsLeft(build, windows);
  }

  private static void assertCloudbaseInitWaits(StandInWindows windows) {
    String conf = "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\conf\\";
    assertThat(windows.text(conf + "cloudbase-init.conf")).contains("[DEFAULT]");
    assertThat(windows.text(conf + "cloudbase-init-unattend.conf")).contains("[DEFAULT]");
    assertThat(windows.serviceStart("cloudbase-init")).contains(3);
    assertThat(windows.text("C:\\windows\\Setup\\Scripts\\SetupComplete.cmd"))
        .contains("sc.exe config cloudbase-init start= auto");
    assertThat(windows.calls("sysprep"))
        .singleElement()
        .asString()
        .contains("/generalize /oobe /quiet /quit");
  }

  private static void assertNothingIsLeft(StandInBuild build, StandInWindows windows) {
    WineRegistry registry = windows.registry();
    assertThat(registry.value(WINLOGON, "AutoAdminLogon")).contains("0");
    assertThat(registry.value(WINLOGON, "DefaultPassword")).isEmpty();
    assertThat(registry.value(WINDOWS + "\\Run", "Casement")).isEmpty();
    assertThat(registry.value(WINDOWS + "\\Policies\\System", "ConsentPromptBehaviorAdmin"))
        .contains("5");
    assertThat(registry.hasKey("HKLM\\Software\\Casement")).isFalse();
    assertThat(windows.tasks()).isEmpty();
    assertThat(windows.exists(HOME)).isFalse();
    assertThat(windows.exists("C:\\windows\\Panther\\unattend.xml")).isFalse();
    assertThat(windows.exists("C:\\windows\\SoftwareDistribution\\Download\\old.cab")).isFalse();
    assertThat(
            List.of(build.password(), build.passwordOf("update"), build.passwordOf("generalize")))
        .doesNotHaveDuplicates()
        .allSatisfy(password -> assertThat(windows.filesHolding(password)).isEmpty());
  }
}
