package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("host-locale")
class VBoxCommandsTest {
  private static final VirtualBoxVersion NEW = VirtualBoxVersion.NEWEST;
  private static final VirtualBoxVersion OLD = new VirtualBoxVersion(6, 1, "6.1.50");
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final String ATTACH = "storageattach casement-w_7 --storagectl ";
  private static final String DRIVER_DISK =
      "/base/virtualbox/casement/casement-w_7/virtio-scsi.vdi";

  @Test
  void withBiosItsDiskIsOnSataItsDvdsOnIdeAndTheSetupMediumAFloppy() {
    assertThat(calls(machine(Firmware.BIOS, false, DiskBus.VIRTIO)))
        .contains(
            ATTACH + "SATA --port 0 --device 0 --type hdd --medium /b/disk.vdi",
            ATTACH + "IDE --port 0 --device 0 --type dvddrive --medium /b/1.iso",
            ATTACH + "IDE --port 0 --device 1 --type dvddrive --medium /b/2.iso",
            ATTACH + "IDE --port 1 --device 0 --type dvddrive --medium /b/3.iso",
            ATTACH + "Floppy --port 0 --device 0 --type fdd --medium /b/setup.img")
        .noneMatch(call -> call.contains("efi") || call.contains("--tpm-type"));
  }

  @Test
  void withUefiItsDvdsAreOnSataBesideTheDisk() {
    assertThat(calls(machine(Firmware.UEFI, false, DiskBus.SATA)))
        .contains(
            "storagectl casement-w_7 --name SATA --add sata --portcount 4",
            ATTACH + "SATA --port 0 --device 0 --type hdd --medium /b/disk.vdi",
            ATTACH + "SATA --port 1 --device 0 --type dvddrive --medium /b/1.iso",
            ATTACH + "SATA --port 3 --device 0 --type dvddrive --medium /b/3.iso",
            "modifyvm casement-w_7 --firmware efi --chipset ich9")
        .noneMatch(call -> call.contains("ide") || call.contains("secureboot"));
  }

  @Test
  void onVirtioScsiItsDiskIsTheTargetAndThereIsNoSecondDisk() {
    assertThat(calls(machine(Firmware.BIOS, false, DiskBus.SCSI)))
        .contains(ATTACH + "VirtIO --port 0 --device 0 --type hdd --medium /b/disk.vdi")
        .noneMatch(call -> call.contains("sata") || call.contains(DRIVER_DISK));
    assertThat(calls(machine(Firmware.UEFI, false, DiskBus.SCSI)))
        .contains(ATTACH + "SATA --port 1 --device 0 --type dvddrive --medium /b/1.iso");
  }

  @Test
  void theHardwareClockShowsTheGuestsLocalTimeWhateverTheHostsZoneIs() {
    long halfPastTwoWest = -9_000_000;

    assertThat(calls(machine(Firmware.BIOS, false, DiskBus.SATA)))
        .contains(
            "modifyvm casement-w_7 --rtcuseutc on --biossystemtimeoffset "
                + halfPastTwoWest
                + " --triplefaultreset on");
  }

  @Test
  void theSmallSecondDiskIsInTheVmsFolderAndForgottenBeforeTheVmHasIt() {
    assertThat(calls(machine(Firmware.BIOS, false, DiskBus.VIRTIO)))
        .containsSubsequence(
            "createmedium disk --filename " + DRIVER_DISK + " --size 64 --format VDI",
            "closemedium disk " + DRIVER_DISK,
            ATTACH + "VirtIO --port 0 --device 0 --type hdd --medium " + DRIVER_DISK);
  }

  @Test
  void whatRemovesItTakesOutEverythingButTheSmallDisk() {
    VBoxCommands box = box(machine(Firmware.BIOS, false, DiskBus.VIRTIO), NEW);

    assertThat(lines(box.remove()))
        .containsExactly(
            ATTACH + "SATA --port 0 --device 0 --medium none",
            ATTACH + "IDE --port 0 --device 0 --medium none",
            ATTACH + "IDE --port 0 --device 1 --medium none",
            ATTACH + "IDE --port 1 --device 0 --medium none",
            ATTACH + "Floppy --port 0 --device 0 --medium none",
            "unregistervm casement-w_7 --delete");
  }

  @ParameterizedTest
  @CsvSource({"UEFI, true", "UEFI_SECURE, false"})
  void tpmAndSecureBootNeedVersion7(Firmware firmware, boolean tpm) {
    MachineSpec machine = machine(firmware, tpm, DiskBus.SATA);

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> box(machine, OLD))
        .withMessageContaining("6.1.50 has neither TPM nor Secure Boot");
    assertThat(calls(machine))
        .anyMatch(call -> call.endsWith(tpm ? "--tpm-type 2.0" : "secureboot --enable"));
  }

  private static List<String> calls(MachineSpec machine) {
    return lines(box(machine, NEW).create());
  }

  private static List<String> lines(List<Call> calls) {
    return calls.stream().map(call -> String.join(" ", call.arguments())).toList();
  }

  private static VBoxCommands box(MachineSpec machine, VirtualBoxVersion version) {
    return new VBoxCommands(
        machine, Path.of("/base/virtualbox"), version, machine.timeZone().offset(NOW));
  }

  private static MachineSpec machine(Firmware firmware, boolean tpm, DiskBus bus) {
    return new MachineSpec(
        "w_7",
        Release.WINDOWS_10,
        Architecture.AMD64,
        firmware,
        2,
        DataSize.gibibytes(4),
        tpm,
        FileHandles.of(new VirtualDisk(Path.of("/b/disk.vdi"), DiskFormat.VDI)),
        bus,
        Stream.of("/b/1.iso", "/b/2.iso", "/b/3.iso").map(Path::of).map(FileHandles::of).toList(),
        firmware.isUefi() ? Optional.empty() : Optional.of(FileHandles.of(Path.of("/b/setup.img"))),
        MachineSpec.Network.ISOLATED,
        Path.of("/b/state"),
        WindowsTimeZone.of("Newfoundland Standard Time").orElseThrow(),
        Optional.empty());
  }
}
