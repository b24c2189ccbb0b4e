package dev.casement.hypervisor.virtualbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.GrubGuest;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.CommandRunner;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** VirtualBox, for real; its guests are interpreted, so they take their time. */
@ResourceLock(RealVirtualBox.LOCK)
class VirtualBoxHypervisorIT {
  private static final String PROTOCOL = "CASEMENT/1 0123456789abcdef0123456789abcdef ";
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static CommandRunner runner;

  @TempDir Path directory;

  @BeforeAll
  static void setUp() {
    runner = RealVirtualBox.runner();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(stdout("list", "vms")).isBlank();
    assertThat(stdout("list", "hdds")).doesNotContain(directory.toString());
  }

  @Test
  void aGuestBootsFromTheDvdReadsFloppyAndSecondDvdSpeaksAndPowersOff() throws Exception {
    GrubGuest guest =
        GrubGuest.write(
            directory,
            "echo \""
                + PROTOCOL
                + "1 started drivers - from the floppy\"\nread key\necho key pressed\n",
            "echo \"" + PROTOCOL + "2 finished drivers - from DVD 2\"\n");
    MachineSpec machine = machine("quick_1", guest);
    leaveRemainsOf("casement-quick_1");
    List<MachineEvent> events;
    try (VirtualMachine running = hypervisor().start(machine, logs())) {
      await(running, new MachineEvent.SerialLine(PROTOCOL + "1 started drivers - from the floppy"));
      assertThat(running.screenshot(directory.resolve("screen.png"))).isTrue();
      running.press(VirtualMachine.Key.ENTER);
      events = untilTheEnd(running);
    }

    assertThat(events)
        .contains(
            new MachineEvent.SerialLine("key pressed"),
            new MachineEvent.SerialLine(PROTOCOL + "2 finished drivers - from DVD 2"));
    assertThat(events.getLast()).isEqualTo(new MachineEvent.PoweredOff());
    assertThat(ImageIO.read(directory.resolve("screen.png").toFile()).getWidth()).isPositive();
    assertThat(logs().resolve("virtualbox.log")).isNotEmptyFile();
    assertThat(Files.readString(logs().resolve("serial.log"))).contains(PROTOCOL);
    assertThat(
            new QemuImg(new SystemCommandRunner())
                .info(FileHandles.file(machine.disk()))
                .virtualSize())
        .isEqualTo(DataSize.gibibytes(1));
    assertThat(guest.bootDvd()).exists();
    assertThat(guest.floppy().orElseThrow()).exists();
    assertThat(base().resolve("casement/casement-quick_1")).doesNotExist();
  }

  /** A folder with settings that VirtualBox does not know, and a disk that it knows and is gone. */
  private void leaveRemainsOf(String vm) throws IOException {
    Path folder = Files.createDirectories(base().resolve("casement").resolve(vm));
    Files.writeString(folder.resolve(vm + ".vbox"), "");
    String disk = folder.resolve("virtio-scsi.vdi").toString();
    stdout("createmedium", "disk", "--filename", disk, "--size", "1");
    Files.delete(Path.of(disk));
  }

  /**
   * GRUB shows the clock as it is, without a zone of its own: {@code 2026-07-01 09:30:00
   * Wednesday}.
   */
  @Test
  void theHardwareClockShowsTheGuestsLocalTime() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "insmod date\ndate\nsleep 600\n", "");
    WindowsTimeZone zone = WindowsTimeZone.of("Line Islands Standard Time").orElseThrow();
    try (VirtualMachine running = hypervisor().start(in(zone, machine("clock", guest)), logs())) {
      String text = untilLine(running, "20\\d\\d-.*day");
      Instant now = Instant.now();
      assertThat(LocalDateTime.parse(text.substring(0, 19).replace(' ', 'T')))
          .isCloseTo(LocalDateTime.ofInstant(now, zone.offset(now)), within(5, ChronoUnit.MINUTES));
    }
  }

  private static MachineSpec in(WindowsTimeZone zone, MachineSpec plain) {
    return new MachineSpec(
        plain.name(),
        plain.release(),
        plain.architecture(),
        plain.firmware(),
        plain.cpus(),
        plain.memory(),
        plain.tpm(),
        plain.disk(),
        plain.diskBus(),
        plain.cds(),
        plain.floppy(),
        plain.network(),
        plain.stateDirectory(),
        zone,
        plain.prompt());
  }

  private static String untilLine(VirtualMachine running, String form) throws InterruptedException {
    while (true) {
      MachineEvent event = running.next(PATIENCE).orElseThrow();
      if (event instanceof MachineEvent.SerialLine(String text) && text.matches(form)) {
        return text;
      }
    }
  }

  private String byHand(MachineSpec machine) throws IOException {
    return hypervisor().scripting().orElseThrow().start(machine, logs());
  }

  /** VirtualBox makes the disk, and qemu-img writes to it. */
  @Test
  void aDiskBeginsWithAnImageAndItsChanges() throws Exception {
    QemuImg qemuImg = new QemuImg(runner);
    VirtualDisk image =
        qemuImg.create(directory.resolve("image.qcow2"), DiskFormat.QCOW2, DataSize.mebibytes(64));
    byte[] content = "content".repeat(512).getBytes(UTF_8);
    qemuImg.write(image, 1 << 20, content);
    byte[] change = "changed ".repeat(64).getBytes(UTF_8);
    ImageCopy copy =
        new ImageCopy(
            image, DataSize.mebibytes(80), List.of(new ImageCopy.Change((1 << 20) + 1024, change)));

    DiskHandle disk =
        hypervisor()
            .createDisk(
                "copy", Files.createDirectory(directory.resolve("disks")), copy, percent -> {});

    VirtualDisk file = FileHandles.file(disk);
    assertThat(stdout("showmediuminfo", "disk", file.path().toString()))
        .containsPattern("Capacity: +80 MBytes");
    stdout("closemedium", "disk", file.path().toString());
    System.arraycopy(change, 0, content, 1024, change.length);
    assertThat(qemuImg.read(file, 1 << 20, content.length)).isEqualTo(content);
    assertThat(qemuImg.read(file, 79 << 20, 512)).containsOnly(0);
  }

  @Test
  void aMachineWithItsDiskOnVirtioScsiStarts() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "", "");
    MachineSpec machine = machine("scsi", guest, DiskBus.SCSI);
    try (VirtualMachine _ = hypervisor().start(machine, logs())) {
      VmInfo info = new VBoxManage(runner).info("casement-scsi").orElseThrow();
      assertThat(info.get("VirtIO-0-0")).isEqualTo(file(machine).toString());
      assertThat(byHand(machine)).doesNotContain("--add sata", "virtio-scsi.vdi");
    }
  }

  @Test
  void aResetIsToldAndDiskReadsAreCounted() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "echo up\nsleep 600\n", "");
    try (VirtualMachine running = hypervisor().start(machine("reset", guest), logs())) {
      await(running, new MachineEvent.SerialLine("up"));
      assertThat(running.diskBytes()).isPositive();
      stdout("controlvm", "casement-reset", "reset");
      await(running, new MachineEvent.Reset());
    }
  }

  /** As on Windows, where VirtualBox has no other way to a program. */
  @Test
  void aGuestSpeaksThroughAPortOfTheHost() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "echo up\nhalt\n", "");
    VirtualBoxHypervisor hypervisor =
        new VirtualBoxHypervisor(
            runner, base(), Clock.systemUTC(), false, directory -> SerialListener.onLoopback());
    try (VirtualMachine running = hypervisor.start(machine("port", guest), logs())) {
      await(running, new MachineEvent.SerialLine("up"));
      assertThat(new VBoxManage(runner).info("casement-port").orElseThrow().get("uartmode1"))
          .startsWith("tcpclient,127.0.0.1:");
      assertThat(untilTheEnd(running).getLast()).isInstanceOf(MachineEvent.PoweredOff.class);
    }
  }

  @Test
  void aKilledVmIsTakenForDeadAndRemoved() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "echo up\nsleep 600\n", "");
    try (VirtualMachine running = hypervisor().start(machine("killed", guest), logs())) {
      await(running, new MachineEvent.SerialLine("up"));
      Path log = new VBoxManage(runner).info("casement-killed").orElseThrow().log();
      RealVirtualBox.processOf(log).orElseThrow().destroyForcibly();
      MachineEvent end = untilTheEnd(running).getLast();
      assertThat(end).isInstanceOf(MachineEvent.HypervisorDied.class);
      assertThat(end.toString()).contains("killed or crashed");
    }
  }

  @Test
  void anotherBuildsMachineIsNamedAndRemovedOnRequest() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "sleep 600\n", "");
    MachineSpec machine = machine("left", guest);
    VirtualMachine abandoned = hypervisor().start(machine, logs());

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor().start(machine, logs()))
        .satisfies(e -> assertThat(e.remedy()).contains("casement clean"));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor().removeLeftover("left", logs()))
        .withMessageContaining("casement-left");
    LeftoverMachines leftovers = new LeftoverMachines(runner, base());
    assertThat(leftovers.all())
        .singleElement()
        .satisfies(left -> assertThat(left.vm()).isEqualTo("casement-left"))
        .satisfies(left -> assertThat(left.media()).contains(file(machine)));
    leftovers.all().forEach(leftovers::remove);
    assertThat(leftovers.all()).isEmpty();
    assertThat(hypervisor().removeLeftover("left", logs())).isEmpty();
    assertThat(file(machine)).exists();
    abandoned.close();
  }

  @Test
  void theMachineOfAKilledBuildIsRemoved() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "sleep 600\n", "");
    MachineSpec machine = machine("killed-build", guest);
    VirtualMachine abandoned = hypervisor().start(machine, logs());
    Path disk = file(machine);

    assertThat(hypervisor().removeLeftover("killed-build", disk.resolveSibling("")))
        .contains("the VM casement-killed-build");

    assertThat(new LeftoverMachines(runner, base()).all()).isEmpty();
    assertThat(disk).exists();
    abandoned.close();
  }

  /** Its process saves the machine's state when it is asked to end. */
  @Test
  void aVmThatWasPutToSleepIsRemovedAndADiskThatIsGoneIsForgotten() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "sleep 600\n", "");
    MachineSpec machine = machine("asleep", guest);
    VirtualMachine running = hypervisor().start(machine, logs());
    stdout("controlvm", "casement-asleep", "savestate");
    Files.delete(file(machine));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> createDisk())
        .withMessageContaining("still has the VM casement-asleep")
        .satisfies(e -> assertThat(e.remedy()).contains("casement clean"));
    running.close();
    stdout("createmedium", "disk", "--filename", file(machine).toString(), "--size", "1");
    Files.delete(file(machine));
    createDisk();
  }

  @Test
  void aVmOfSomebodyElseIsLeftAlone() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "", "");
    Path elsewhere = directory.resolve("elsewhere");
    stdout(
        "createvm", "--name", "casement-taken", "--basefolder", elsewhere.toString(), "--register");
    try {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> hypervisor().start(machine("taken", guest), logs()))
          .withMessageContaining("already has a VM named casement-taken")
          .satisfies(e -> assertThat(e.remedy()).contains("another name"));
      assertThat(new LeftoverMachines(runner, base()).all()).isEmpty();
      assertThat(stdout("list", "vms")).contains("casement-taken");
    } finally {
      stdout("unregistervm", "casement-taken", "--delete");
    }
  }

  @Test
  void vmsWhoseSettingsAreGoneOrDamagedAreRemovedOnRequest() throws Exception {
    Files.delete(settingsOfANewVm("casement-gone"));
    Files.writeString(settingsOfANewVm("casement-damaged"), "");
    // VirtualBox looks again only when it starts, which it does when nobody has asked for a while.
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!stdout("list", "vms").contains("<inaccessible>") && Instant.now().isBefore(deadline)) {
      Thread.sleep(Duration.ofSeconds(10));
    }

    assertThat(new LeftoverMachines(runner, base()).all()).isEmpty();
    assertThat(new LeftoverMachines(runner, base()).removeDamaged())
        .containsExactlyInAnyOrder("casement-gone", "casement-damaged");
    assertThat(base().resolve("casement")).isEmptyDirectory();
  }

  private Path settingsOfANewVm(String vm) {
    String folder = base().toString();
    stdout("createvm", "--name", vm, "--basefolder", folder, "--groups", "/casement", "--register");
    return base().resolve("casement").resolve(vm).resolve(vm + ".vbox");
  }

  @Test
  void aDiskInUseByAnotherVmIsAClearErrorAndStaysThere() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "sleep 600\n", "");
    MachineSpec first = machine("first", guest);
    try (VirtualMachine running = hypervisor().start(first, logs())) {
      MachineSpec second =
          new MachineSpec(
              "second",
              first.release(),
              first.architecture(),
              first.firmware(),
              first.cpus(),
              first.memory(),
              false,
              first.disk(),
              first.diskBus(),
              first.cds(),
              first.floppy(),
              first.network(),
              Files.createDirectories(directory.resolve("second-state")),
              first.timeZone(),
              first.prompt());
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> hypervisor().start(second, logs()))
          .satisfies(e -> assertThat(e.getMessage()).contains("disk.vdi", "the VM casement-first"));
      assertThat(stdout("list", "vms")).contains("casement-first").doesNotContain("second");
      assertThat(running.screenshot(directory.resolve("still-there.png"))).isTrue();
    }
  }

  @Test
  void aMediumThatIsNoMediumIsAClearErrorAndLeavesNothing() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "", "");
    MachineSpec machine = machine("broken", guest);
    Files.writeString(file(machine), "no disk");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor().start(machine, logs()))
        .withMessageContaining("storageattach failed")
        .withMessageContaining("disk.vdi");
  }

  @Test
  void aMachineWithSecureBootAndTpmStarts() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "", "");
    MachineSpec plain = machine("secure", guest);
    MachineSpec secure =
        new MachineSpec(
            plain.name(),
            Release.WINDOWS_11,
            plain.architecture(),
            Firmware.UEFI_SECURE,
            2,
            DataSize.mebibytes(256),
            true,
            plain.disk(),
            plain.diskBus(),
            plain.cds(),
            Optional.empty(),
            MachineSpec.Network.OUTBOUND,
            plain.stateDirectory(),
            plain.timeZone(),
            plain.prompt());
    try (VirtualMachine _ = hypervisor().start(secure, logs())) {
      assertThat(byHand(secure)).contains("secureboot --enable");
      String info = stdout("showvminfo", "casement-secure", "--machinereadable");
      assertThat(info)
          .contains("\"SATA-1-0\"=\"" + guest.bootDvd(), "\"SATA-2-0\"=\"" + guest.secondDvd())
          .contains("firmware=\"EFI", "ostype=\"Windows 11 (64-bit)\"", "nictype2=\"virtio\"")
          .containsIgnoringCase("secureboot=\"on\"");
      // showvminfo says nothing of a TPM; the running VM's log lists its devices.
      assertThat(new VBoxManage(runner).info("casement-secure").orElseThrow().log())
          .content()
          .contains("[/Devices/tpm/");
    }
  }

  private VirtualBoxHypervisor hypervisor() {
    return new VirtualBoxHypervisor(runner, base(), Clock.systemUTC(), false);
  }

  /**
   * VirtualBox escapes such paths in what it says. It escapes backslashes, too, but takes them for
   * slashes when its service reads its own settings again.
   */
  private Path base() {
    return directory.resolve("base \"q\" x");
  }

  private MachineSpec machine(String name, GrubGuest guest) throws IOException {
    return machine(name, guest, DiskBus.VIRTIO);
  }

  private MachineSpec machine(String name, GrubGuest guest, DiskBus bus) throws IOException {
    DiskHandle disk = createDisk();
    return new MachineSpec(
        name,
        Release.WINDOWS_7,
        Architecture.AMD64,
        Firmware.BIOS,
        1,
        DataSize.mebibytes(64),
        false,
        disk,
        bus,
        List.of(FileHandles.of(guest.bootDvd()), FileHandles.of(guest.secondDvd())),
        Optional.of(FileHandles.of(guest.floppy().orElseThrow())),
        MachineSpec.Network.ISOLATED,
        Files.createDirectories(directory.resolve("state")),
        WindowsTimeZone.UTC,
        Optional.empty());
  }

  private DiskHandle createDisk() {
    return hypervisor().createDisk("quick_1", directory, DataSize.gibibytes(1));
  }

  private static Path file(MachineSpec machine) {
    return FileHandles.file(machine.disk()).path();
  }

  private Path logs() throws IOException {
    return Files.createDirectories(directory.resolve("logs"));
  }

  private String stdout(String... arguments) {
    return new VBoxManage(runner).ok(List.of(arguments));
  }

  private static void await(VirtualMachine machine, MachineEvent wanted)
      throws InterruptedException {
    List<MachineEvent> events = new ArrayList<>();
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!events.contains(wanted) && Instant.now().isBefore(deadline)) {
      machine.next(Duration.ofSeconds(1)).ifPresent(events::add);
    }
    assertThat(events).contains(wanted);
  }

  private static List<MachineEvent> untilTheEnd(VirtualMachine machine)
      throws InterruptedException {
    List<MachineEvent> events = new ArrayList<>();
    Instant deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      Optional<MachineEvent> event = machine.next(Duration.ofSeconds(1));
      event.ifPresent(events::add);
      if (event.isPresent()
          && (event.get() instanceof MachineEvent.PoweredOff
              || event.get() instanceof MachineEvent.HypervisorDied)) {
        return events;
      }
    }
    throw new AssertionError("the guest did not end; it told " + events);
  }
}
