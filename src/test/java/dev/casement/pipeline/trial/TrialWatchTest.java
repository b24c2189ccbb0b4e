package dev.casement.pipeline.trial;

import static dev.casement.pipeline.trial.InstanceWords.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.engine.StageContexts;
import dev.casement.pipeline.engine.TestClock;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host-locale")
class TrialWatchTest {
  private static final String INIT = "cloudbaseinit.init";
  private static final String SCREEN = "the last screen";

  @TempDir Path logs;
  private final TestClock clock = new TestClock();
  private final List<BuildEvent> events = new ArrayList<>();
  private final FakeVirtualMachine machine = new FakeVirtualMachine(clock::pass);

  @Test
  void hearsBothRunsOfCloudbaseInit() {
    machine.idles(30);
    InstanceWords.works(machine);

    TrialWatch watch = watch();
    watch.untilDone();

    CloudbaseInitLog heard = watch.heard();
    assertThat(heard.version()).hasValue("1.1.6");
    assertThat(heard.service()).hasValue("ConfigDriveService");
    assertThat(heard.hostName()).hasValue("casement-trial");
    assertThat(heard.plugins())
        .containsExactly(
            "SetHostNamePlugin",
            "ExtendVolumesPlugin",
            "CreateUserPlugin",
            "UserDataPlugin",
            "SetUserPasswordPlugin");
    assertThat(watch.resets()).isEqualTo(1);
    assertThat(watch.elapsed()).isEqualTo(Duration.ofSeconds(30));
    assertThat(logs.resolve("screen.png")).isNotEmptyFile();
    assertThat(progress())
        .startsWith("cloudbase-init: Cloudbase-Init version: 1.1.6")
        .contains("cloudbase-init: Executing plugin 'CreateUserPlugin'")
        .doesNotHaveDuplicates();
  }

  @Test
  void aFullDiskOfTheHostIsWaitedFor() {
    machine.then(new MachineEvent.HostFull("disk"));
    machine.idles(30);
    InstanceWords.works(machine);

    watch().untilDone();

    assertThat(events)
        .filteredOn(BuildEvent.Warning.class::isInstance)
        .satisfiesExactly(
            full ->
                assertThat(full)
                    .asString()
                    .contains("the host's disk is full: the guest is paused"),
            room ->
                assertThat(room)
                    .asString()
                    .contains("there is room on the host's disk again: the guest continues"));
  }

  /** The specialize pass comes first, and its run ends with the same words. */
  @Test
  void theRunInTheSpecializePassIsNotTheEnd() {
    InstanceWords.specialize(machine);

    assertThat(failure())
        .isEqualTo(
            "trial boot (virtio disk, uefi): cloudbase-init did not finish within 15m; its last"
                + " message was: Plugins execution done");
  }

  /** With stop_service_on_exit=false the service does not say that it stops. */
  @Test
  void aServiceThatStaysHasDoneItsWorkToo() {
    InstanceWords.specialize(machine);
    InstanceWords.service(machine);

    watch().untilDone();
  }

  @Test
  void aServiceThatRebootsGoesOnAfterwards() {
    InstanceWords.run(machine, List.of("CreateUserPlugin"));
    says(machine, "INFO", INIT, "Rebooting");
    machine.then(new MachineEvent.Reset());
    InstanceWords.run(machine, List.of());
    InstanceWords.done(machine);
    says(machine, "INFO", INIT, "Stopping Cloudbase-Init service");

    watch().untilDone();
  }

  @Test
  void aSilentMachineIsToldOfItsBusItsPortAndItsLimit() {
    machine.says("BdsDxe: starting Boot0001");

    BuildException e = failed();

    assertThat(e.what())
        .isEqualTo(
            "trial boot (virtio disk, uefi): cloudbase-init was not heard on the serial port"
                + " within 15m");
    assertThat(e.remedy())
        .contains("INACCESSIBLE_BOOT_DEVICE (0x7b) means that Windows has no driver for the virtio")
        .contains("logging_serial_port_settings=COM1,115200,N,8", "raise it");
    assertThat(logs.resolve("screen.png")).isNotEmptyFile();
  }

  @Test
  void aPluginThatFailsIsNamedOnceTheOthersHaveRun() {
    InstanceWords.run(machine, List.of("CreateUserPlugin", "UserDataPlugin"));
    says(machine, "ERROR", INIT, "plugin 'UserDataPlugin' failed with error 'no'");
    says(machine, "ERROR", INIT, "no: OSError: no");
    machine.says("2026-01-11 09:04:22.326 2552 ERROR cloudbaseinit.init Traceback (most recent");
    says(
        machine,
        "ERROR",
        "cloudbaseinit.plugins.common.createuser",
        "Cannot add user to group \"Nobody\"");
    InstanceWords.done(machine);

    assertThat(failure())
        .isEqualTo(
            """
            trial boot (virtio disk, uefi): cloudbase-init reports errors
              plugin 'UserDataPlugin' failed with error 'no'
              Cannot add user to group "Nobody\"""");
  }

  @Test
  void whatOnlyNeedsANetworkIsExcused() {
    InstanceWords.run(machine, List.of("WindowsLicensingPlugin", "UserDataPlugin"));
    says(
        machine,
        "ERROR",
        "cloudbaseinit.metadata.services.base",
        "HTTPConnectionPool(host='169.254.169.254', port=80): Max retries exceeded");
    says(machine, "ERROR", INIT, "plugin 'WindowsLicensingPlugin' failed with error 'slmgr'");
    says(machine, "ERROR", INIT, "slmgr: CloudbaseInitException: slmgr");
    InstanceWords.done(machine);

    TrialWatch watch = watch();
    watch.untilDone();

    assertThat(watch.heard().warnings()).isEmpty();
    assertThat(watch.heard().excused())
        .containsExactly(
            "HTTPConnectionPool(host='169.254.169.254', port=80): Max retries exceeded",
            "plugin 'WindowsLicensingPlugin' failed with error 'slmgr'");
  }

  @Test
  void anInstanceThatFindsNoMetadataIsNotGood() {
    says(machine, "INFO", INIT, "Cloudbase-Init version: 1.1.6");
    says(machine, "ERROR", INIT, "No metadata service found");
    InstanceWords.done(machine);
    says(machine, "INFO", INIT, "Stopping Cloudbase-Init service");

    assertThat(failure()).contains("No metadata service found");
  }

  @Test
  void aMachineThatIsResetAgainAndAgainIsToldOfItsBus() {
    for (int i = 0; i < 4; i++) {
      machine.idles(20).then(new MachineEvent.Reset());
    }

    BuildException e = failed();

    assertThat(e.what())
        .isEqualTo(
            "trial boot (virtio disk, uefi): the machine was reset 4 times in a row without a new"
                + " message");
    assertThat(e.remedy()).contains("INACCESSIBLE_BOOT_DEVICE", "virtio disk");
  }

  /** A run that fails in the specialize pass is repeated by Windows with each start. */
  @Test
  void theSameMessageAfterEachResetIsNoProgress() {
    for (int i = 0; i < 6; i++) {
      says(machine, "ERROR", "cloudbaseinit.shell", "no such option");
      machine.then(new MachineEvent.Reset());
    }

    assertThat(failure()).contains("reset 4 times in a row").endsWith("\n  no such option");
  }

  @Test
  void theOtherEndsAreFailuresToo() {
    assertThat(failureAfter(new MachineEvent.PoweredOff())).contains("powered off by itself");
    assertThat(failureAfter(new MachineEvent.Panicked("0x7b"))).contains("0x7b");
  }

  @Test
  void troubleOfTheHostIsNotTheImagesFault() {
    machine.then(new MachineEvent.HypervisorDied(OptionalInt.of(1), "no memory"));
    assertThat(failed().failure()).isEqualTo(Failure.HYPERVISOR_DIED);
    machine.then(new MachineEvent.DiskFailed("disk0", "no space"));
    assertThat(failed().failure()).isEqualTo(Failure.DISK_ERROR);
  }

  @Test
  void aPausedMachineIsWaitedFor() {
    machine.then(new MachineEvent.Paused());
    InstanceWords.works(machine);

    watch().untilDone();

    assertThat(events).hasAtLeastOneElementOfType(BuildEvent.Warning.class);
  }

  private String failureAfter(MachineEvent event) {
    machine.then(event);
    return failure();
  }

  private String failure() {
    BuildException e = failed();
    assertThat(e.failure()).isEqualTo(Failure.VERIFY);
    assertThat(e.remedy()).containsAnyOf(SCREEN, "serial.log", "stop codes");
    return e.what();
  }

  private BuildException failed() {
    BuildException e = catchThrowableOfType(BuildException.class, () -> watch().untilDone());
    assertThat(e).as("a BuildException").isNotNull();
    return e;
  }

  private List<String> progress() {
    return events.stream()
        .filter(BuildEvent.StageProgress.class::isInstance)
        .map(event -> ((BuildEvent.StageProgress) event).text())
        .toList();
  }

  private TrialWatch watch() {
    Limit limit = Limit.of("limits.boot", Duration.ofHours(1));
    StageContext context = StageContexts.of("VerifyDisk", limit, List.of(), clock, events::add);
    TrialMachine booted =
        new TrialMachine(
            "x",
            Release.SERVER_2022,
            Architecture.AMD64,
            Firmware.UEFI,
            false,
            DiskBus.VIRTIO,
            1,
            DataSize.gibibytes(1));
    return new TrialWatch(
        machine, booted, new TrialLimits(Duration.ofMinutes(15), 3, "raise it"), context, logs);
  }
}
