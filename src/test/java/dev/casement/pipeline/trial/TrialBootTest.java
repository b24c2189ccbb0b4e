package dev.casement.pipeline.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.media.author.OpticalMedium;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.StageContexts;
import dev.casement.pipeline.run.GuestScript;
import dev.casement.pipeline.run.OneStage;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import dev.casement.verify.Expectations;
import dev.casement.verify.Inventory;
import dev.casement.verify.inventory.Fit;
import dev.casement.verify.inventory.Software;
import dev.casement.verify.inventory.Sysprep;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrialBootTest {
  private static final TrialMachine MACHINE =
      new TrialMachine(
          "x",
          Release.WINDOWS_11,
          Architecture.AMD64,
          Firmware.UEFI_SECURE,
          true,
          DiskBus.SCSI,
          2,
          DataSize.gibibytes(4));

  private static final Software NOTHING =
      new Software(List.of(), List.of(), List.of(), List.of(), List.of(), "", List.of());

  @TempDir Path directory;
  private final FakeHypervisor hypervisor = new FakeHypervisor(GuestScript::works);
  private final List<String> metadata = new ArrayList<>();
  private VirtualDisk image;

  @BeforeEach
  void anImage() throws IOException {
    image = new VirtualDisk(directory.resolve("image.raw"), DiskFormat.RAW);
    Files.writeString(image.path(), "an image");
  }

  @Test
  void bootsACopyAsACloudWouldAndThrowsItAway() throws IOException {
    hypervisor.playsInstances(InstanceWords::works);

    Trial trial = boot();

    MachineSpec machine = hypervisor.machines().getFirst();
    assertThat(machine.diskBus()).isEqualTo(DiskBus.SCSI);
    assertThat(machine.firmware()).isEqualTo(Firmware.UEFI_SECURE);
    assertThat(machine.tpm()).isTrue();
    assertThat(machine.network()).isEqualTo(MachineSpec.Network.ISOLATED);
    assertThat(machine.stateDirectory()).isEmptyDirectory();
    assertThat(machine.disk().id()).doesNotContain("image.raw");
    assertThat(trial.plugins()).contains("CreateUserPlugin");
    assertThat(trial.screenshot()).isNotEmptyFile();
    assertThat(hypervisor.started()).allMatch(FakeVirtualMachine::isClosed);
    assertNothingIsLeft();
  }

  @Test
  void aFailedBootLeavesItsLogsOnly() {
    hypervisor.playsInstances(machine -> machine.then(new MachineEvent.PoweredOff()));

    assertThat(catchThrowableOfType(BuildException.class, this::boot)).isNotNull();

    assertThat(directories().logs(TrialBoot.RUN).resolve("screen.png")).isNotEmptyFile();
    assertThat(hypervisor.started()).allMatch(FakeVirtualMachine::isClosed);
    assertNothingIsLeft();
  }

  /** As cloudbase-init's ConfigDriveService looks for it. */
  @Test
  void theConfigurationDriveIsOneForCloudbaseInit() throws IOException {
    hypervisor.playsInstances(
        running -> {
          InstanceWords.works(running);
          Path drive = directories().work().resolve("trial/config-drive.iso");
          metadata.add(OneStage.text(drive, "openstack/latest/meta_data.json"));
          metadata.add(OneStage.text(drive, "openstack/latest/user_data"));
          metadata.add(label(drive));
        });

    boot();

    JsonNode data = JsonMapper.shared().readTree(metadata.getFirst());
    assertThat(data.path("uuid").asString()).matches("[0-9a-f]{8}-[0-9a-f-]{27}");
    assertThat(data.path("hostname").asString()).isEqualTo("casement-trial").hasSizeLessThan(16);
    assertThat(data.path("admin_pass").asString()).hasSizeGreaterThan(14);
    assertThat(metadata.get(1)).startsWith("rem cmd");
    assertThat(metadata.get(2)).isEqualTo("config-2");
  }

  @Test
  void anImagesMachineFollowsFromItsContentAndFromWhatIsExpected() {
    Inventory inventory = inventory("10.0.20348.587", "Server", "AMD64", List.of("vioscsi"));

    TrialMachine machine = TrialMachine.of("x", inventory, Expectations.none());

    assertThat(machine.release()).isEqualTo(Release.SERVER_2022);
    assertThat(machine.firmware()).isEqualTo(Firmware.UEFI);
    assertThat(machine.diskBus()).isEqualTo(DiskBus.SCSI);
    assertThat(bus(List.of("netkvm", "vioscsi", "viostor"))).isEqualTo(DiskBus.VIRTIO);
    assertThat(bus(List.of())).isEqualTo(DiskBus.SATA);
    Expectations expected =
        new Expectations(
            Expectations.Windows.any(),
            new Expectations.Machine(
                Optional.of(Firmware.UEFI_SECURE), Optional.of(DiskBus.SATA), Optional.empty()),
            Expectations.Instances.any());
    TrialMachine asExpected =
        TrialMachine.of("x", inventory("10.0.26100.1", "Client", "AMD64", List.of()), expected);
    assertThat(asExpected.release()).isEqualTo(Release.WINDOWS_11);
    assertThat(asExpected.diskBus()).isEqualTo(DiskBus.SATA);
    assertThat(asExpected.firmware()).isEqualTo(Firmware.UEFI_SECURE);
    assertThat(asExpected.tpm()).isTrue();
  }

  @Test
  void anImageWithoutAMachineHereIsNotBooted() {
    for (Inventory unknown :
        List.of(
            inventory("6.0.6002", "Server", "AMD64", List.of()),
            inventory("10.0.26100.1", "Client", "ARM64", List.of()),
            inventory("", "", "", List.of()))) {
      BuildException e =
          catchThrowableOfType(
              BuildException.class, () -> TrialMachine.of("x", unknown, Expectations.none()));
      assertThat(e.what()).contains("cannot be booted here");
      assertThat(e.remedy()).contains("--boot");
    }
  }

  private static DiskBus bus(List<String> drivers) {
    return TrialMachine.of(
            "x", inventory("6.1.7601.1", "Client", "x86", drivers), Expectations.none())
        .diskBus();
  }

  private static Inventory inventory(
      String version, String type, String architecture, List<String> drivers) {
    return new Inventory(
        "",
        version,
        "",
        "",
        architecture,
        type,
        "uefi",
        drivers,
        1,
        1,
        Fit.UNKNOWN,
        List.of(),
        List.of(),
        Sysprep.UNKNOWN,
        NOTHING);
  }

  private static String label(Path iso) {
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      return medium.label();
    }
  }

  private void assertNothingIsLeft() {
    assertThat(hypervisor.disks().keySet())
        .extracting(Object::toString)
        .containsExactly("imported:" + image.path());
    assertThat(hypervisor.media()).isEmpty();
    assertThat(directories().work().resolve("trial/config-drive.iso")).doesNotExist();
    assertThat(image.path()).hasContent("an image");
  }

  private BuildDirectories directories() {
    return new BuildDirectories(directory.resolve("builds"), "x", directory.resolve("out"));
  }

  private Trial boot() {
    return new TrialBoot(hypervisor, directories())
        .run(
            MACHINE,
            image,
            new TrialLimits(Duration.ofMinutes(1), 3, "raise it"),
            new StageContexts().context());
  }
}
