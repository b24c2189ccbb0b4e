package dev.casement.hypervisor.qemu;

import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.process.Tool;
import dev.casement.units.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * QEMU's command line for a machine: a pure function of its inputs.
 *
 * <p>Needs QEMU 6.0 ({@code -action}). The source is QEMU's manual, "Invocation", unless another
 * one is named.
 *
 * @param translations see {@link Accelerator#argument}
 * @param firmware present exactly when the machine boots with UEFI
 * @param clock the initial value of the hardware clock, for {@code -rtc base=}
 */
record QemuCommandLine(
    MachineSpec machine,
    Accelerator accelerator,
    Optional<DataSize> translations,
    Optional<UefiFirmware> firmware,
    Wiring wiring,
    String clock) {
  private static final int IDE_DEVICES = 4;
  private static final int AHCI_PORTS = 6;

  /** A read error in a CD's host file stops the guest, like a failed disk write. */
  private static final String STOP_ON_READ_ERROR = ",rerror=stop";

  private static final String READ_ONLY = ",read-only=on";
  private static final String STOP_ON_ERROR = ",werror=stop,rerror=stop";

  /**
   * The unit in which the guest can discard disk space: a qcow2 cluster. Without it Windows 11's
   * Optimize-Volume -ReTrim fails with 0x80070001 (kvm-guest-drivers-windows issue 1574).
   */
  private static final String GRANULARITY = ",discard_granularity=65536";

  /**
   * A subnet for the second user network: on the default one both cards would get the same address.
   */
  private static final String SECOND_NETWORK = ",net=10.0.3.0/24";

  QemuCommandLine {
    if (machine.firmware().isUefi() != firmware.isPresent()) {
      throw new IllegalArgumentException("UEFI machines, and only those, have a UEFI firmware");
    }
    int places = machine.firmware().isUefi() ? AHCI_PORTS : IDE_DEVICES;
    if (machine.diskBus() == DiskBus.SATA && machine.firmware().isUefi()) {
      places--;
    }
    if (machine.cds().size() > places) {
      throw new IllegalArgumentException(
          "a machine has at most " + places + " CDs here, got " + machine.cds().size());
    }
  }

  /** The program and its arguments. */
  List<String> argv() {
    List<String> argv = new ArrayList<>();
    argv.add(Tool.QEMU_X86_64.program());
    argv.addAll(List.of("-name", machine.name(), "-no-user-config", "-nodefaults"));
    argv.addAll(board());
    argv.addAll(processor());
    argv.addAll(rtc());
    argv.addAll(disk());
    for (int i = 0; i < machine.cds().size(); i++) {
      argv.addAll(cd(i, FileHandles.file(machine.cds().get(i))));
    }
    machine.floppy().ifPresent(medium -> argv.addAll(floppy(FileHandles.file(medium))));
    argv.addAll(network());
    argv.addAll(List.of("-device", "VGA"));
    // A guest reports a panic on its port 0x505; Windows needs the driver pvpanic for it.
    argv.addAll(List.of("-device", "pvpanic"));
    if (machine.tpm()) {
      argv.addAll(tpm());
    }
    // Strict: never boot from network or floppy, even if the disk is empty.
    argv.addAll(List.of("-boot", "menu=off,strict=on"));
    argv.addAll(wiring.channels());
    return List.copyOf(argv);
  }

  private List<String> board() {
    // A guest that goes to sleep while it waits for updates would never wake up.
    String hpet = accelerator == Accelerator.KVM ? ",hpet=off" : "";
    if (firmware.isEmpty()) {
      return List.of(
          "-machine",
          "pc" + hpet,
          "-global",
          "PIIX4_PM.disable_s3=1",
          "-global",
          "PIIX4_PM.disable_s4=1");
    }
    UefiFirmware uefi = firmware.get();
    boolean secure = machine.firmware() == Firmware.UEFI_SECURE;
    List<String> arguments = new ArrayList<>();
    arguments.add("-machine");
    arguments.add(
        "q35"
            + hpet
            + (secure ? ",smm=on" : "")
            + ",pflash0=firmware-code,pflash1=firmware-variables");
    if (secure) {
      // Only code in system management mode may write the variables, or the guest could switch
      // Secure Boot off (edk2, OvmfPkg/README, "SMM support").
      arguments.addAll(List.of("-global", "driver=cfi.pflash01,property=secure,value=on"));
    }
    arguments.addAll(
        List.of("-global", "ICH9-LPC.disable_s3=1", "-global", "ICH9-LPC.disable_s4=1"));
    arguments.addAll(List.of("-blockdev", raw("firmware-code", uefi.code(), READ_ONLY)));
    Path variables = uefi.variables(machine.stateDirectory());
    arguments.addAll(List.of("-blockdev", raw("firmware-variables", variables, "")));
    return arguments;
  }

  private List<String> processor() {
    // One socket, because client editions of Windows use no more than one or two.
    int cpus = machine.cpus();
    return List.of(
        "-accel",
        accelerator.argument(translations),
        "-cpu",
        accelerator.cpu(),
        "-smp",
        "cpus=" + cpus + ",sockets=1,cores=" + cpus + ",threads=1",
        "-m",
        machine.memory().toMebibytes() + "M");
  }

  /** With slew, lost ticks are delivered later: Windows counts them. */
  private List<String> rtc() {
    return List.of("-rtc", "base=" + clock + ",driftfix=slew");
  }

  private List<String> disk() {
    // Use the page cache and ignore flushes: a host's power failure ends the build anyway, and
    // Setup flushes constantly. QEMU writes everything when it ends, so the disk is complete after
    // the run.
    VirtualDisk file = FileHandles.file(machine.disk());
    String node =
        "driver="
            + file.format().id()
            + ",node-name=disk,discard=unmap,detect-zeroes=unmap,cache.direct=off,cache.no-flush=on"
            + ",file.driver=file,file.discard=unmap,file.filename="
            + Option.escape(file.path());
    String common = ",id=disk0,drive=disk,bootindex=0" + STOP_ON_ERROR;
    List<String> arguments = new ArrayList<>(List.of("-blockdev", node));
    switch (machine.diskBus()) {
      case VIRTIO -> arguments.addAll(List.of("-device", "virtio-blk-pci" + common + GRANULARITY));
      case SCSI ->
          arguments.addAll(
              List.of(
                  "-device",
                  "virtio-scsi-pci,id=scsi0",
                  "-device",
                  "scsi-hd,bus=scsi0.0" + common + GRANULARITY));
      case SATA -> {
        if (firmware.isPresent()) {
          arguments.addAll(List.of("-device", "ide-hd,bus=ide.0" + common));
        } else {
          arguments.addAll(
              List.of("-device", "ich9-ahci,id=ahci0", "-device", "ide-hd,bus=ahci0.0" + common));
        }
      }
    }
    return arguments;
  }

  private List<String> cd(int index, Path image) {
    String node = "cd" + index;
    String boot = index == 0 ? ",bootindex=1" : "";
    return List.of(
        "-blockdev",
        index == 0 ? firstCd(image) : raw(node, image, READ_ONLY),
        "-device",
        "ide-cd,"
            + place(index)
            + ",id="
            + node
            + "-drive,drive="
            + node
            + boot
            + STOP_ON_READ_ERROR);
  }

  private String firstCd(Path image) {
    return BootOverlay.of(machine)
        .map(overlay -> blockdev("qcow2", "cd0", overlay.file(), READ_ONLY))
        .orElseGet(() -> raw("cd0", image, READ_ONLY));
  }

  /** q35 has an AHCI controller with six ports, pc an IDE controller with two channels of two. */
  private String place(int index) {
    if (firmware.isEmpty()) {
      return "bus=ide." + index / 2 + ",unit=" + index % 2;
    }
    int first = machine.diskBus() == DiskBus.SATA ? 1 : 0;
    return "bus=ide." + (first + index);
  }

  private static List<String> floppy(Path image) {
    return List.of(
        "-blockdev",
        raw("floppy", image, READ_ONLY),
        "-device",
        "floppy,unit=0,drive=floppy,drive-type=144");
  }

  private static String raw(String node, Path file, String more) {
    return blockdev("raw", node, file, more);
  }

  private static String blockdev(String driver, String node, Path file, String more) {
    return "driver="
        + driver
        + ",node-name="
        + node
        + more
        + ",file.driver=file,file.filename="
        + Option.escape(file);
  }

  /**
   * Two cards: one that Windows supports out of the box, and one for the driver that the image
   * needs. Neither has a boot ROM, so the firmware does not try to boot from the network.
   */
  private List<String> network() {
    String restrict = machine.network() == Network.ISOLATED ? ",restrict=on" : "";
    return List.of(
        "-netdev",
        "user,id=net0" + restrict,
        "-device",
        "virtio-net-pci,netdev=net0,romfile=",
        "-netdev",
        "user,id=net1" + SECOND_NETWORK + restrict,
        "-device",
        "e1000,netdev=net1,romfile=");
  }

  private List<String> tpm() {
    // CRB is the interface of a TPM 2.0, which PCs without UEFI do not have.
    String model = firmware.isPresent() ? "tpm-crb" : "tpm-tis";
    return List.of(
        "-chardev",
        "socket,id=tpm0-socket,path=" + Option.escape(wiring.tpm()),
        "-tpmdev",
        "emulator,id=tpm0,chardev=tpm0-socket",
        "-device",
        model + ",tpmdev=tpm0");
  }
}
