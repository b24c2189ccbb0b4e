package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.disk.DiskFormat;
import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.process.HostCommand;
import dev.casement.units.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("host-locale")
class QemuCommandLineTest {
  private static final UefiFirmware OVMF =
      new UefiFirmware(Path.of("/fw/CODE.fd"), Path.of("/fw/VARS.fd"));

  private final Wiring wiring = Wiring.toCasement(new RunDirectory(Path.of("/tmp/casement-1")));

  private static Machines bios() {
    return Machines.bios(Path.of("/b/disk.qcow2"), DiskFormat.QCOW2).size(2, DataSize.gibibytes(4));
  }

  private List<String> argv(Machines machine, Accelerator accelerator) {
    Optional<UefiFirmware> firmware =
        machine.machine().firmware().isUefi() ? Optional.of(OVMF) : Optional.empty();
    return new QemuCommandLine(
            machine.machine(), accelerator, Optional.empty(), firmware, wiring, "utc")
        .argv();
  }

  /** The arguments as a text with one option a line. */
  private String text(Machines machine, Accelerator accelerator) {
    return String.join(" ", argv(machine, accelerator)).replace(" -", "\n-");
  }

  @Test
  void aBiosMachineIsAPcWithFloppyAndIde() {
    Machines machine =
        bios().floppy(Path.of("/b/setup.img")).cds(Path.of("/m/win,7.iso"), Path.of("/m/drv.iso"));

    assertThat(text(machine, Accelerator.TCG))
        .isEqualTo(
            """
            qemu-system-x86_64
            -name tiny
            -no-user-config
            -nodefaults
            -machine pc
            -global PIIX4_PM.disable_s3=1
            -global PIIX4_PM.disable_s4=1
            -accel tcg
            -cpu max
            -smp cpus=2,sockets=1,cores=2,threads=1
            -m 4096M
            -rtc base=utc,driftfix=slew
            -blockdev driver=qcow2,node-name=disk,discard=unmap,detect-zeroes=unmap,cache.direct=off,cache.no-flush=on,file.driver=file,file.discard=unmap,file.filename=/b/disk.qcow2
            -device virtio-blk-pci,id=disk0,drive=disk,bootindex=0,werror=stop,rerror=stop,discard_granularity=65536
            -blockdev driver=raw,node-name=cd0,read-only=on,file.driver=file,file.filename=/m/win,,7.iso
            -device ide-cd,bus=ide.0,unit=0,id=cd0-drive,drive=cd0,bootindex=1,rerror=stop
            -blockdev driver=raw,node-name=cd1,read-only=on,file.driver=file,file.filename=/m/drv.iso
            -device ide-cd,bus=ide.0,unit=1,id=cd1-drive,drive=cd1,rerror=stop
            -blockdev driver=raw,node-name=floppy,read-only=on,file.driver=file,file.filename=/b/setup.img
            -device floppy,unit=0,drive=floppy,drive-type=144
            -netdev user,id=net0,restrict=on
            -device virtio-net-pci,netdev=net0,romfile=
            -netdev user,id=net1,net=10.0.3.0/24,restrict=on
            -device e1000,netdev=net1,romfile=
            -device VGA
            -device pvpanic
            -boot menu=off,strict=on
            -chardev socket,id=serial0,path=/tmp/casement-1/serial.sock
            -serial chardev:serial0
            -chardev socket,id=qmp0,path=/tmp/casement-1/qmp.sock
            -mon chardev=qmp0,mode=control
            -vnc unix:/tmp/casement-1/vnc.sock
            -action panic=pause,shutdown=pause\
            """);
  }

  @Test
  void aUefiMachineIsAQ35WithItsOwnVariablesAndAhci() {
    Machines machine =
        bios().firmware(Firmware.UEFI).cds(Path.of("/m/win.iso"), Path.of("/m/setup.iso"));

    assertThat(text(machine, Accelerator.TCG))
        .contains(
            """

            -machine q35,pflash0=firmware-code,pflash1=firmware-variables
            -global ICH9-LPC.disable_s3=1
            -global ICH9-LPC.disable_s4=1
            -blockdev driver=raw,node-name=firmware-code,read-only=on,file.driver=file,file.filename=/fw/CODE.fd
            -blockdev driver=raw,node-name=firmware-variables,file.driver=file,file.filename=/b/state/uefi-VARS.fd
            -accel tcg
            """)
        .contains(
            "\n-device ide-cd,bus=ide.0,id=cd0-drive,drive=cd0,bootindex=1,rerror=stop\n",
            "\n-device ide-cd,bus=ide.1,id=cd1-drive,drive=cd1,rerror=stop\n")
        .doesNotContain("floppy", "smm", "tpm", "PIIX4");
  }

  @Test
  void secureBootGuardsTheVariablesBySystemManagementMode() {
    assertThat(text(bios().firmware(Firmware.UEFI_SECURE), Accelerator.TCG))
        .contains(
            """

            -machine q35,smm=on,pflash0=firmware-code,pflash1=firmware-variables
            -global driver=cfi.pflash01,property=secure,value=on
            """);
  }

  @Test
  void theTpmIsACrbOnUefiAndATisOnBios() {
    assertThat(text(bios().firmware(Firmware.UEFI).tpm(), Accelerator.TCG))
        .contains(
            """

            -chardev socket,id=tpm0-socket,path=/tmp/casement-1/tpm.sock
            -tpmdev emulator,id=tpm0,chardev=tpm0-socket
            -device tpm-crb,tpmdev=tpm0
            """);
    assertThat(text(bios().tpm(), Accelerator.TCG)).contains("-device tpm-tis,tpmdev=tpm0");
  }

  @Test
  void theDiskHangsOnTheBusThatIsAskedFor() {
    String disk = "id=disk0,drive=disk,bootindex=0,werror=stop,rerror=stop";

    String trim = ",discard_granularity=65536\n";

    assertThat(text(bios().bus(DiskBus.SCSI), Accelerator.TCG))
        .contains("-device virtio-scsi-pci,id=scsi0\n-device scsi-hd,bus=scsi0.0," + disk + trim);
    assertThat(text(bios().bus(DiskBus.SATA), Accelerator.TCG))
        .contains("-device ich9-ahci,id=ahci0\n-device ide-hd,bus=ahci0.0," + disk);
    assertThat(
            text(
                bios().firmware(Firmware.UEFI).bus(DiskBus.SATA).cds(Path.of("/m/win.iso")),
                Accelerator.TCG))
        .contains("-device ide-hd,bus=ide.0," + disk, "-device ide-cd,bus=ide.1,id=cd0-drive");
  }

  @Test
  void hyperVEnlightenmentsComeWithKvmOnly() {
    assertThat(text(bios(), Accelerator.KVM))
        .contains("-machine pc,hpet=off\n", "-accel kvm\n-cpu host,hv-relaxed,", ",hv-crash\n");
    for (Accelerator other :
        List.of(Accelerator.KVM_PLAIN, Accelerator.TCG, Accelerator.HVF, Accelerator.WHPX)) {
      assertThat(text(bios(), other))
          .doesNotContain("hv-", "hpet")
          .contains("-accel " + other.id());
    }
  }

  @Test
  void onlyOutboundMachinesReachTheNetwork() {
    assertThat(text(bios().network(MachineSpec.Network.OUTBOUND), Accelerator.TCG))
        .contains("-netdev user,id=net0\n", "-netdev user,id=net1,net=10.0.3.0/24\n")
        .doesNotContain("restrict");
  }

  @Test
  void aCdThatHasABootImageWithoutAPromptBootsThatOneThroughAnOverlay() {
    BootPrompt prompt = new BootPrompt(Optional.of(new BootPrompt.Bypass(38_984, 600)));
    Machines machine =
        bios()
            .firmware(Firmware.UEFI)
            .cds(Path.of("/m/win.iso"), Path.of("/m/drv.iso"))
            .prompt(prompt);

    assertThat(text(machine, Accelerator.TCG))
        .contains(
            """

            -blockdev driver=qcow2,node-name=cd0,read-only=on,file.driver=file,file.filename=/b/state/boot-cd.qcow2
            -device ide-cd,bus=ide.0,id=cd0-drive,drive=cd0,bootindex=1,rerror=stop
            -blockdev driver=raw,node-name=cd1,read-only=on,file.driver=file,file.filename=/m/drv.iso
            """)
        .doesNotContain("win.iso");
    assertThat(text(machine.prompt(new BootPrompt(Optional.empty())), Accelerator.TCG))
        .contains("-blockdev driver=raw,node-name=cd0,read-only=on,", "file.filename=/m/win.iso");
  }

  @Test
  void theOverlayWritesTheSectorLittleEndianOverTheCatalogueAndNeverTouchesTheIso() {
    BootPrompt prompt = new BootPrompt(Optional.of(new BootPrompt.Bypass(38_984, 0x12345)));
    BootOverlay overlay =
        BootOverlay.of(
                bios()
                    .firmware(Firmware.UEFI)
                    .cds(Path.of("/m/win,7.iso"))
                    .prompt(prompt)
                    .machine())
            .orElseThrow();

    assertThat(overlay.commands())
        .extracting(HostCommand::replay)
        .containsExactly(
            "qemu-img create -q -f qcow2 -F raw -b /m/win,7.iso /b/state/boot-cd.qcow2",
            "qemu-io -f qcow2 -c 'write -q -P 0x45 38984 1' -c 'write -q -P 0x23 38985 1'"
                + " -c 'write -q -P 0x01 38986 1' -c 'write -q -P 0x00 38987 1'"
                + " /b/state/boot-cd.qcow2");
  }

  @Test
  void refusesMoreCdsThanThereArePlaces() {
    Path[] five = new Path[5];
    java.util.Arrays.fill(five, Path.of("/m/cd.iso"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> argv(bios().cds(five), Accelerator.TCG))
        .withMessageContaining("at most 4 CDs");
    assertThat(text(bios().firmware(Firmware.UEFI).bus(DiskBus.SATA).cds(five), Accelerator.TCG))
        .contains("bus=ide.5");
  }

  @Test
  void firmwareAndMachineMustAgree() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new QemuCommandLine(
                    bios().machine(),
                    Accelerator.TCG,
                    Optional.empty(),
                    Optional.of(OVMF),
                    wiring,
                    "utc"));
  }

  @Test
  void onlyATranslatorIsToldHowMuchCodeToKeep() {
    Optional<DataSize> translations = Optional.of(DataSize.mebibytes(64));

    assertThat(Accelerator.TCG.argument(translations)).isEqualTo("tcg,tb-size=64");
    assertThat(Accelerator.KVM.argument(translations)).isEqualTo("kvm");
  }
}
