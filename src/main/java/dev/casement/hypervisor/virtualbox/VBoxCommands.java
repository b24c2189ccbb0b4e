package dev.casement.hypervisor.virtualbox;

import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Firmware;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The VBoxManage calls that create a machine: a pure function of its inputs.
 *
 * <p>Options have their names of 6.1, which later versions accept too.
 *
 * @param baseFolder where VirtualBox keeps the VM's files; Casement's own
 * @param clock how far the guest's clocks are ahead of UTC
 */
record VBoxCommands(
    MachineSpec machine, Path baseFolder, VirtualBoxVersion version, ZoneOffset clock) {
  /** The group of all VMs of Casement: together with the folder, it identifies them. */
  static final String GROUP = "/casement";

  /** The disk that makes Windows bind the virtio-scsi driver. */
  private static final String DRIVER_DISK = "virtio-scsi.vdi";

  static final String PREFIX = "casement-";

  private static final String SATA = "SATA";
  private static final String IDE = "IDE";
  private static final String VIRTIO = "VirtIO";
  private static final int IDE_PLACES = 4;

  /** The CDs beside the disk. No build needs more than AHCI's 30 ports. */
  private static final int SATA_PLACES = 29;

  VBoxCommands {
    if (!machine.architecture().isSupported()) {
      throw new BuildException(
          Failure.RECIPE,
          "VirtualBox machines for arm64 are not supported",
          "use media for amd64 or x86");
    }
    boolean needsSeven = machine.tpm() || machine.firmware() == Firmware.UEFI_SECURE;
    if (needsSeven && !version.isAtLeast(7, 0)) {
      throw new BuildException(
          Failure.MISSING_TOOL,
          "VirtualBox " + version + " has neither TPM nor Secure Boot",
          "install VirtualBox 7.0 or newer, or set machine.tpm: false and machine.firmware: uefi");
    }
    int places = machine.firmware().isUefi() ? SATA_PLACES : IDE_PLACES;
    if (machine.cds().size() > places) {
      throw new IllegalArgumentException(
          "a machine has at most " + places + " CDs here, got " + machine.cds().size());
    }
  }

  String name() {
    return nameOf(machine.name());
  }

  /** The name in VirtualBox of a machine's VM. */
  static String nameOf(String machine) {
    return PREFIX + machine;
  }

  /** The file of the machine's disk. */
  Path disk() {
    return FileHandles.file(machine.disk()).path();
  }

  /** The VM's own folder. */
  Path folder() {
    return Path.of(baseFolder.toAbsolutePath() + GROUP, name());
  }

  /** The driver disk's file, in the VM's folder so that it is deleted with the VM. */
  Path driverDisk() {
    return folder().resolve(DRIVER_DISK);
  }

  /** The calls that create the VM around an existing disk; the serial port is set later. */
  List<Call> create() {
    List<Call> calls = new ArrayList<>();
    calls.add(
        Call.of(
            "An empty VM in a folder of its own",
            "createvm",
            "--name",
            name(),
            "--ostype",
            GuestType.of(machine.release(), machine.architecture(), version),
            "--basefolder",
            baseFolder.toAbsolutePath().toString(),
            "--groups",
            GROUP,
            "--register"));
    calls.addAll(hardware());
    calls.addAll(disks());
    calls.addAll(cds());
    machine.floppy().ifPresent(medium -> calls.addAll(floppy(FileHandles.file(medium))));
    calls.addAll(network());
    return calls;
  }

  private List<Call> hardware() {
    List<Call> calls = new ArrayList<>();
    calls.add(
        modify(
            "Processors, memory, and what Windows needs to use more than one processor",
            "--cpus",
            Integer.toString(machine.cpus()),
            "--memory",
            Long.toString(machine.memory().toMebibytes()),
            "--vram",
            "24",
            "--ioapic",
            "on"));
    calls.add(
        modify(
            "The hardware clock runs in the guest's local time, as Windows expects, whatever the"
                + " host's is; a guest that crashes is reset, as a PC is",
            "--rtcuseutc",
            "on",
            "--biossystemtimeoffset",
            Long.toString(Duration.ofSeconds(clock.getTotalSeconds()).toMillis()),
            "--triplefaultreset",
            "on"));
    calls.add(modify("No sound, no USB", "--audio", "none", "--usb", "off"));
    calls.addAll(firmware());
    calls.add(
        modify(
            "The disk first, and the DVD as long as the disk is empty: a reset during Setup"
                + " continues from the disk",
            "--boot1",
            "disk",
            "--boot2",
            "dvd",
            "--boot3",
            "none",
            "--boot4",
            "none"));
    return calls;
  }

  private List<Call> firmware() {
    List<Call> calls = new ArrayList<>();
    if (machine.firmware().isUefi()) {
      calls.add(modify("UEFI, and a chipset of its age", "--firmware", "efi", "--chipset", "ich9"));
    }
    if (machine.tpm()) {
      calls.add(modify("A TPM", "--tpm-type", "2.0"));
    }
    if (machine.firmware() == Firmware.UEFI_SECURE) {
      calls.add(nvram("The firmware's variables, empty", "inituefivarstore"));
      calls.add(nvram("Microsoft's keys, by which Windows is signed", "enrollmssignatures"));
      calls.add(nvram("The platform key, without which nothing is enforced", "enrollorclpk"));
      calls.add(nvram("Secure Boot", "secureboot", "--enable"));
    }
    return calls;
  }

  private List<Call> disks() {
    return switch (machine.diskBus()) {
      // VirtualBox has no virtio-blk; an additional disk makes Windows bind the virtio-scsi driver.
      case VIRTIO, SATA -> sataAndDriverDisk();
      case SCSI -> virtioScsi();
    };
  }

  private List<Call> sataAndDriverDisk() {
    List<Call> calls = new ArrayList<>();
    calls.add(controller("The disk that Windows is installed to", sataPorts()));
    calls.add(attach(SATA, 0, 0, "hdd", disk()));
    calls.add(
        Call.of(
            "A small second disk, on virtio-scsi: a Windows that has seen such a controller boots"
                + " from one",
            "createmedium",
            "disk",
            "--filename",
            driverDisk().toString(),
            "--size",
            "64",
            "--format",
            "VDI"));
    // Otherwise VirtualBox would remember the disk forever if creating the VM fails.
    calls.add(Call.of("", "closemedium", "disk", driverDisk().toString()));
    calls.add(
        Call.of(
            "", "storagectl", name(), "--name", VIRTIO, "--add", "virtio", "--bootable", "off"));
    calls.add(attach(VIRTIO, 0, 0, "hdd", driverDisk()));
    return calls;
  }

  private List<Call> virtioScsi() {
    List<Call> calls = new ArrayList<>();
    calls.add(
        Call.of(
            "The disk that Windows is installed to",
            "storagectl",
            name(),
            "--name",
            VIRTIO,
            "--add",
            "virtio"));
    calls.add(attach(VIRTIO, 0, 0, "hdd", disk()));
    if (machine.firmware().isUefi() && !machine.cds().isEmpty()) {
      calls.add(controller("DVDs", sataPorts()));
    }
    return calls;
  }

  /**
   * One port for the disk, even where it is attached elsewhere, and one for each CD of UEFI
   * machines.
   */
  private int sataPorts() {
    return 1 + (machine.firmware().isUefi() ? machine.cds().size() : 0);
  }

  private List<Call> cds() {
    List<Call> calls = new ArrayList<>();
    boolean uefi = machine.firmware().isUefi();
    if (!uefi && !machine.cds().isEmpty()) {
      calls.add(Call.of("DVDs", "storagectl", name(), "--name", IDE, "--add", "ide"));
    }
    for (int i = 0; i < machine.cds().size(); i++) {
      Path image = FileHandles.file(machine.cds().get(i));
      calls.add(
          uefi
              ? attach(SATA, 1 + i, 0, "dvddrive", image)
              : attach(IDE, i / 2, i % 2, "dvddrive", image));
    }
    return calls;
  }

  private List<Call> floppy(Path image) {
    return List.of(
        Call.of(
            "The floppy with the answer file",
            "storagectl",
            name(),
            "--name",
            "Floppy",
            "--add",
            "floppy"),
        attach("Floppy", 0, 0, "fdd", image));
  }

  private List<Call> network() {
    String cable = machine.network() == Network.ISOLATED ? "off" : "on";
    return List.of(
        modify("A network card that Windows knows", "--nic1", "nat", "--cableconnected1", cable),
        modify(
            "Another one, for which Windows takes the VirtIO driver",
            "--nic2",
            "nat",
            "--nictype2",
            "virtio",
            "--cableconnected2",
            cable));
  }

  /** Connects the serial port to a file. */
  Call serialPortInto(Path file) {
    return serialPort(List.of("file", file.toAbsolutePath().toString()));
  }

  /**
   * Connects the serial port.
   *
   * @param mode and the other end, as {@code --uartmode1} takes them
   */
  Call serialPort(List<String> mode) {
    return modify(
        "COM1, on which the guest reports its progress",
        "--uart1",
        "0x3F8",
        "4",
        "--uartmode1",
        mode.getFirst(),
        mode.getLast());
  }

  /**
   * Powers the VM on.
   *
   * @param gui whether it gets a window
   */
  Call powerOn(boolean gui) {
    return Call.of("Power on", "startvm", name(), "--type", gui ? "gui" : "headless");
  }

  private Call modify(String purpose, String... options) {
    return call(purpose, "modifyvm", options);
  }

  private Call nvram(String purpose, String... what) {
    return call(purpose, "modifynvram", what);
  }

  private Call call(String purpose, String verb, String... rest) {
    List<String> arguments = new ArrayList<>(List.of(verb, name()));
    arguments.addAll(List.of(rest));
    return new Call(purpose, arguments);
  }

  private Call controller(String purpose, int ports) {
    return Call.of(
        purpose,
        "storagectl",
        name(),
        "--name",
        SATA,
        "--add",
        "sata",
        "--portcount",
        Integer.toString(ports));
  }

  private Call attach(String controller, int port, int device, String type, Path medium) {
    return new Call(
        "",
        inDrive(
            name(),
            controller,
            port,
            device,
            List.of("--type", type, "--medium", medium.toAbsolutePath().toString())));
  }

  /** The arguments that eject the medium from a drive. */
  static List<String> detach(String vm, String controller, int port, int device) {
    return inDrive(vm, controller, port, device, List.of("--medium", "none"));
  }

  private static List<String> inDrive(
      String vm, String controller, int port, int device, List<String> what) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "storageattach",
                vm,
                "--storagectl",
                controller,
                "--port",
                Integer.toString(port),
                "--device",
                Integer.toString(device)));
    arguments.addAll(what);
    return arguments;
  }

  /** The arguments that remove a VM, its folder, and the disks still in its drives. */
  static List<String> unregister(String vm) {
    return List.of("unregistervm", vm, "--delete");
  }

  /** The calls that eject the media and remove the VM with its driver disk. */
  List<Call> remove() {
    List<Call> calls = new ArrayList<>();
    String purpose = "Take the media out: what is still in a drive is deleted with the VM";
    for (Call call : create()) {
      List<String> arguments = call.arguments();
      if (arguments.getFirst().equals("storageattach")
          && !arguments.contains(driverDisk().toString())) {
        List<String> empty = new ArrayList<>(arguments.subList(0, arguments.indexOf("--type")));
        empty.addAll(List.of("--medium", "none"));
        calls.add(new Call(purpose, empty));
        purpose = "";
      }
    }
    calls.add(new Call("Remove the VM, with its folder and the small disk", unregister(name())));
    return calls;
  }
}
