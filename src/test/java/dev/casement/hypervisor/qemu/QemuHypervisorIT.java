package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.Machine;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineEvent.SerialLine;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QemuHypervisorIT {
  /** Far longer than anything here takes, on any host. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What is known about the host's accelerator is shared by all tests. */
  @TempDir static Path cache;

  @TempDir Path directory;

  private final CommandRunner runner = new SystemCommandRunner();
  private QemuHypervisor qemu;
  private Path logs;
  private Path run;

  @BeforeEach
  void makeDirectories() throws IOException {
    logs = Files.createDirectory(directory.resolve("logs"));
    run = Files.createDirectory(directory.resolve("run"));
    qemu = new QemuHypervisor(runner, cache, Optional.of(run));
  }

  private Machines machine(TinyGuest guest) throws IOException {
    Path disk = directory.resolve("disk.raw");
    Files.write(disk, guest.disk(4096));
    return Machines.bios(disk, DiskFormat.RAW);
  }

  private QemuVirtualMachine start(Machines machine) {
    return (QemuVirtualMachine) qemu.start(machine.machine(), logs);
  }

  private static MachineEvent next(VirtualMachine vm) throws InterruptedException {
    Optional<MachineEvent> event = vm.next(PATIENCE);
    assertThat(event).as("an event").isPresent();
    return event.orElseThrow();
  }

  private static List<MachineEvent> next(VirtualMachine vm, int count) throws InterruptedException {
    List<MachineEvent> events = new ArrayList<>();
    while (events.size() < count) {
      events.add(next(vm));
    }
    return events;
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private BuildException failureOf(Machines machine) {
    return failureOf(qemu, machine);
  }

  private BuildException failureOf(QemuHypervisor hypervisor, Machines machine) {
    BuildException failure =
        catchThrowableOfType(
            BuildException.class, () -> hypervisor.start(machine.machine(), logs).close());
    assertThat(failure).as("a BuildException").isNotNull();
    return failure;
  }

  @Test
  void aPowerOffComesAfterAllSerialLinesAndTheEndOfQemu() throws Exception {
    try (QemuVirtualMachine vm =
        start(machine(new TinyGuest().print("one").print("two").powerOff()))) {
      long pid = vm.pid();

      assertThat(next(vm, 3))
          .containsExactly(
              new SerialLine("one"), new SerialLine("two"), new MachineEvent.PoweredOff());

      assertThat(isAlive(pid)).isFalse();
      assertThat(vm.next(Duration.ZERO)).isEmpty();
      assertThat(logs.resolve("serial.log"))
          .hasBinaryContent("one\r\ntwo\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(logs.resolve("qmp.log")).content().contains("\"SHUTDOWN\"", "guest-shutdown");
    assertThat(logs.resolve("qemu.log")).exists();
  }

  @Test
  void theLastScreenCanStillBeHadAfterThePowerOff() throws Exception {
    Path png = directory.resolve("last.png");
    try (VirtualMachine vm = start(machine(new TinyGuest().powerOff()))) {
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());

      assertThat(vm.screenshot(png)).isTrue();
    }
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(720);
  }

  @Test
  void anEndIsToldThoughItCameBeforeTheSessionWasOpen() throws Exception {
    Machine machine = machine(new TinyGuest().print("gone").powerOff()).machine();
    try (RunDirectory sockets = RunDirectory.create(Optional.of(run))) {
      List<String> argv =
          new QemuMachine(machine, Accelerator.TCG, Optional.empty(), Wiring.toCasement(sockets))
              .argv();
      QemuProcess process =
          QemuProcess.start(
              runner,
              HostCommand.of(PATIENCE, argv),
              sockets,
              logs.resolve("qemu.log"),
              Optional.empty());
      // Its CPU time stands still once the guest has powered off and waits to be told to quit.
      long before = -1;
      while (processorTime(process.process().pid()) != before) {
        before = processorTime(process.process().pid());
        Thread.sleep(1000);
      }

      try (var vm = new QemuVirtualMachine(sockets, process, logs, "")) {
        assertThat(next(vm, 2))
            .containsExactly(new SerialLine("gone"), new MachineEvent.PoweredOff());
      }
    }
    assertThat(logs.resolve("qmp.log")).content().doesNotContain("guest-shutdown");
  }

  /** User and system time in ticks, fields 14 and 15 of proc(5)'s stat. */
  private static long processorTime(long pid) throws IOException {
    String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ");
    return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
  }

  @Test
  void everyResetByTheGuestIsAnEvent() throws Exception {
    try (VirtualMachine vm = start(machine(new TinyGuest().print("again").reset()))) {
      // Lines and resets come on two sockets: their order between each other is not told.
      int lines = 0;
      int resets = 0;
      while (lines < 3 || resets < 3) {
        switch (next(vm)) {
          case SerialLine line when line.text().equals("again") -> lines++;
          case MachineEvent.Reset() -> resets++;
          case MachineEvent other -> throw new AssertionError("unexpected: " + other);
        }
      }
    }
  }

  @Test
  void aTripleFaultIsAReset() throws Exception {
    try (VirtualMachine vm = start(machine(new TinyGuest().tripleFault()))) {
      assertThat(next(vm)).isEqualTo(new MachineEvent.Reset());
    }
  }

  @Test
  void aPanicIsReportedAndTheScreenIsKept() throws Exception {
    Path png = directory.resolve("panic.png");
    try (VirtualMachine vm = start(machine(new TinyGuest().print("alas").panic()))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("alas"));
      assertThat(next(vm)).isEqualTo(new MachineEvent.Panicked("the guest reported a panic"));
      assertThat(vm.screenshot(png)).isTrue();
    }
    assertThat(ImageIO.read(png.toFile())).isNotNull();
  }

  @Test
  void aKilledQemuHasDiedWithItsExitCode() throws Exception {
    try (QemuVirtualMachine vm = start(machine(new TinyGuest().print("up").halt()))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("up"));

      ProcessHandle.of(vm.pid()).orElseThrow().destroyForcibly();

      assertThat(next(vm))
          .isInstanceOfSatisfying(
              MachineEvent.HypervisorDied.class,
              died -> assertThat(died.exitCode()).isEqualTo(OptionalInt.of(128 + 9)));
      assertThat(vm.screenshot(directory.resolve("none.png"))).isFalse();
      assertThat(directory.resolve("none.png")).doesNotExist();
      vm.press(VirtualMachine.Key.ENTER);
    }
  }

  @Test
  void aTerminatedQemuHasDiedThoughItsExitCodeIsZero() throws Exception {
    try (QemuVirtualMachine vm = start(machine(new TinyGuest().print("up").halt()))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("up"));

      ProcessHandle.of(vm.pid()).orElseThrow().destroy();

      assertThat(next(vm))
          .isInstanceOfSatisfying(
              MachineEvent.HypervisorDied.class,
              died -> {
                assertThat(died.exitCode()).isEqualTo(OptionalInt.of(0));
                assertThat(died.logTail()).contains("terminating on signal 15");
              });
    }
  }

  @Test
  void keysReachTheGuest() throws Exception {
    TinyGuest guest = new TinyGuest().print("key?").printKey().print("key?").printKey().powerOff();
    try (VirtualMachine vm = start(machine(guest))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("key?"));
      vm.press(VirtualMachine.Key.SPACE);
      assertThat(next(vm)).isEqualTo(new SerialLine(" "));
      assertThat(next(vm)).isEqualTo(new SerialLine("key?"));
      vm.press(VirtualMachine.Key.ESCAPE);
      assertThat(next(vm)).isEqualTo(new SerialLine("?"));
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
    }
  }

  @Test
  void theScreenOfARunningGuestIsAPng() throws Exception {
    Path png = directory.resolve("screen.png");
    try (VirtualMachine vm = start(machine(new TinyGuest().print("up").halt()))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("up"));

      assertThat(vm.screenshot(png)).isTrue();
    }
    assertThat(Arrays.copyOf(Files.readAllBytes(png), 4))
        .isEqualTo(new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(720);
  }

  @Test
  void theGuestReadsTheFloppyInDriveA() throws Exception {
    Path floppy = directory.resolve("floppy.img");
    byte[] image = new byte[1_474_560];
    byte[] text = "on the floppy\n".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, image, 0, text.length);
    Files.write(floppy, image);
    TinyGuest guest = new TinyGuest().readFloppy().printMemory(0x8000).powerOff();

    try (VirtualMachine vm = start(machine(guest).floppy(floppy))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("on the floppy"));
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
    }
    assertThat(floppy).hasBinaryContent(image);
  }

  @ParameterizedTest
  @EnumSource(DiskBus.class)
  void theGuestBootsFromItsDiskOnEachBusAndWhatItWritesIsThere(DiskBus bus) throws Exception {
    Path boot = directory.resolve("boot.raw");
    Files.write(boot, new TinyGuest().writeDisk(8).print("written").powerOff().disk(4096));
    VirtualDisk disk = new VirtualDisk(directory.resolve("disk.qcow2"), DiskFormat.QCOW2);
    var qemuImg = new QemuImg(runner);
    qemuImg.convert(new VirtualDisk(boot, DiskFormat.RAW), disk, false, PATIENCE, percent -> {});

    try (VirtualMachine vm = start(Machines.bios(disk.path(), DiskFormat.QCOW2).bus(bus))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("written"));
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
      assertThat(vm.diskBytes()).isZero();
    }

    VirtualDisk raw = new VirtualDisk(directory.resolve("after.raw"), DiskFormat.RAW);
    qemuImg.convert(disk, raw, false, PATIENCE, percent -> {});
    byte[] after = Files.readAllBytes(raw.path());
    assertThat(Arrays.copyOfRange(after, 8 * 512, 8 * 512 + 400))
        .isEqualTo(Arrays.copyOf(after, 400));
  }

  @Test
  void anEmptyDiskFallsThroughToTheFirstCd() throws Exception {
    Path disk = directory.resolve("disk.qcow2");
    new QemuImg(runner).create(disk, DiskFormat.QCOW2, DataSize.mebibytes(8));
    Path first = bootableCd("first");
    Path second = bootableCd("second");

    try (VirtualMachine vm = start(Machines.bios(disk, DiskFormat.QCOW2).cds(first, second))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("first"));
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
    }
  }

  @Test
  void aBootableDiskComesBeforeTheCd() throws Exception {
    try (VirtualMachine vm =
        start(machine(new TinyGuest().print("disk").powerOff()).cds(bootableCd("cd")))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("disk"));
    }
  }

  private Path bootableCd(String text) throws IOException {
    Path tree = Files.createDirectory(directory.resolve(text));
    Files.write(tree.resolve("boot.bin"), new TinyGuest().print(text).powerOff().disk(4));
    Path iso = directory.resolve(text + ".iso");
    runner.runOk(
        HostCommand.of(
            PATIENCE,
            "xorriso",
            "-as",
            "mkisofs",
            "-quiet",
            "-o",
            iso.toString(),
            "-b",
            "boot.bin",
            "-no-emul-boot",
            "-boot-load-size",
            "4",
            tree.toString()));
    return iso;
  }

  @Test
  void countsWhatTheGuestReadsAndWrites() throws Exception {
    TinyGuest guest =
        new TinyGuest().print("before").printKey().writeDisk(9).readDisk(20).print("after").halt();
    try (VirtualMachine vm = start(machine(guest))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("before"));
      long before = vm.diskBytes();
      assertThat(before).isPositive();
      assertThat(vm.diskBytes()).isEqualTo(before);
      vm.press(VirtualMachine.Key.SPACE);
      assertThat(next(vm, 2)).contains(new SerialLine("after"));
      assertThat(vm.diskBytes()).isEqualTo(before + 2 * TinyGuest.SECTOR);
    }
  }

  @Test
  void aDiskThatCannotBeReadStopsTheGuest() throws Exception {
    Path boot = directory.resolve("boot.raw");
    byte[] image = new TinyGuest().print("reading").readDisk(2048).print("read").halt().disk(4096);
    image[2048 * 512] = 1;
    Files.write(boot, image);
    VirtualDisk disk = new VirtualDisk(directory.resolve("disk.qcow2"), DiskFormat.QCOW2);
    new QemuImg(runner)
        .convert(new VirtualDisk(boot, DiskFormat.RAW), disk, false, PATIENCE, percent -> {});
    misplaceCluster(disk.path(), 2048 * 512 / 65536);

    try (VirtualMachine vm = start(Machines.bios(disk.path(), DiskFormat.QCOW2))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("reading"));
      assertThat(next(vm))
          .isEqualTo(new MachineEvent.DiskFailed("disk", "read failed: Input/output error"));
      assertThat(vm.next(Duration.ofMillis(300))).isEmpty();
    }
  }

  /** Makes an entry of the first L2 table point between two clusters (docs/interop/qcow2.txt). */
  private static void misplaceCluster(Path disk, int cluster) throws IOException {
    try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(40);
      file.seek(file.readLong());
      long entry = (file.readLong() & 0x00ff_ffff_ffff_fe00L) + 8L * cluster;
      file.seek(entry);
      long value = file.readLong();
      assertThat(value).as("an allocated cluster").isNotZero();
      file.seek(entry);
      file.writeLong(value | 0x200);
    }
  }

  @Test
  void aFloodOnTheSerialPortWaitsUntilItIsRead() throws Exception {
    try (VirtualMachine vm = start(machine(new TinyGuest().print("flood").repeat()))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("flood"));
      long size = untilTheLogStopsGrowing();
      assertThat(size).as("bytes on their way").isLessThan(1 << 20);

      for (int i = 0; i < 3000; i++) {
        assertThat(next(vm)).isEqualTo(new SerialLine("flood"));
      }
      assertThat(Files.size(logs.resolve("serial.log"))).isGreaterThan(size);
      assertThat(vm.screenshot(directory.resolve("screen.png"))).isTrue();
    }
  }

  private long untilTheLogStopsGrowing() throws IOException, InterruptedException {
    long before = -1;
    long now = 0;
    while (now != before) {
      before = now;
      Thread.sleep(1000);
      now = Files.size(logs.resolve("serial.log"));
    }
    return now;
  }

  @Test
  void closingEndsARunningGuestAndLeavesNothing() throws Exception {
    QemuVirtualMachine vm = start(machine(new TinyGuest().print("flood").repeat()));
    assertThat(next(vm)).isEqualTo(new SerialLine("flood"));
    assertThat(run).isNotEmptyDirectory();

    vm.close();
    vm.close();

    assertThat(isAlive(vm.pid())).isFalse();
    assertThat(run).isEmptyDirectory();
    assertThat(vm.screenshot(directory.resolve("none.png"))).isFalse();
  }

  @Test
  void listensOnNoNetworkPortAndItsSocketsArePrivate() throws Exception {
    try (QemuVirtualMachine vm = start(machine(new TinyGuest().print("up").halt()))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("up"));

      Set<String> sockets = new HashSet<>();
      try (var descriptors = Files.newDirectoryStream(Path.of("/proc/" + vm.pid() + "/fd"))) {
        for (Path descriptor : descriptors) {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:[")) {
            sockets.add(target.substring("socket:[".length(), target.length() - 1));
          }
        }
      }
      assertThat(sockets).isNotEmpty();
      assertThat(networkSockets()).doesNotContainAnyElementsOf(sockets);
      Path vnc = vncSocket(vm.pid());
      assertThat(Files.getPosixFilePermissions(vnc.getParent()))
          .extracting(Enum::name)
          .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE");
      assertThat(vnc).exists();
    }
  }

  private static Set<String> networkSockets() throws IOException {
    Set<String> inodes = new HashSet<>();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      Path file = Path.of("/proc/net/" + table);
      if (Files.exists(file)) {
        try (Stream<String> lines = Files.lines(file)) {
          lines.skip(1).map(line -> line.strip().split("\\s+")[9]).forEach(inodes::add);
        }
      }
    }
    return inodes;
  }

  private static Path vncSocket(long pid) throws IOException {
    List<String> argv = List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
    String value = argv.get(argv.indexOf("-vnc") + 1);
    assertThat(value).startsWith("unix:");
    return Path.of(value.substring("unix:".length()));
  }

  @Test
  void aPreviewCanBePastedIntoAShell() throws Exception {
    Machines machine = machine(new TinyGuest().print("by hand").powerOff());

    String preview = qemu.preview(machine.machine(), logs);

    assertThat(logs).isEmptyDirectory();
    CommandResult result = runner.runOk(HostCommand.of(PATIENCE, "sh", "-c", preview));
    assertThat(result.stdout()).isEqualTo("by hand\r\n");
  }

  @Test
  void aPreviewOfAUefiMachineWithTpmCanBePastedToo() throws Exception {
    Machines machine =
        machine(new TinyGuest().halt())
            .firmware(Firmware.UEFI_SECURE)
            .tpm()
            .size(1, DataSize.mebibytes(512));
    String preview = qemu.preview(machine.machine(), logs);
    assertThat(directory.resolve("state")).doesNotExist();

    // QEMU ends by itself once it has shown that it understood everything.
    CommandResult result =
        runner.run(
            HostCommand.of(
                PATIENCE, "sh", "-c", "set -e\n" + preview + " -S & sleep 3; kill $!; wait $!"));

    assertThat(result.stderr()).contains("terminating on signal 15");
    assertThat(directory.resolve("state/uefi-OVMF_VARS_4M.ms.fd")).exists();
    assertThat(directory.resolve("state/tpm")).isNotEmptyDirectory();
  }

  @Test
  void replaysTheSameMachine() throws Exception {
    Machines machine = machine(new TinyGuest().powerOff());
    try (VirtualMachine vm = start(machine)) {
      assertThat(vm.replay()).isEqualTo(qemu.preview(machine.machine(), logs));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Firmware.class,
      names = {"UEFI", "UEFI_SECURE"})
  void aUefiMachineWithTpmRunsItsFirmwareAndKeepsItsVariables(Firmware firmware) throws Exception {
    Machines machine =
        machine(new TinyGuest().halt()).firmware(firmware).tpm().size(2, DataSize.mebibytes(512));
    Path variables = UefiFirmware.find(firmware).variables(machine.machine().stateDirectory());
    byte[] untouched;
    try (VirtualMachine vm = start(machine)) {
      untouched = Files.readAllBytes(UefiFirmware.find(firmware).variablesTemplate());
      MachineEvent event = next(vm);
      while (!(event instanceof SerialLine line && line.text().contains("BdsDxe"))) {
        event = next(vm);
      }
    }
    byte[] after = Files.readAllBytes(variables);
    assertThat(after).hasSameSizeAs(untouched).isNotEqualTo(untouched);

    UefiFirmware.find(firmware).prepareVariables(machine.machine().stateDirectory());

    assertThat(variables).hasBinaryContent(after);
    assertThat(directory.resolve("state/tpm")).isNotEmptyDirectory();
    assertThat(
            ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(directory.toString())))
        .isEmpty();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void aMissingDiskIsAHostFailureWithQemusReasonAndLeavesNothing() throws Exception {

    BuildException failure =
        failureOf(Machines.bios(directory.resolve("none.qcow2"), DiskFormat.QCOW2));

    assertThat(failure.failure()).isEqualTo(Failure.HOST);
    assertThat(failure.what()).contains("none.qcow2", "No such file or directory");
    assertThat(failure.remedy()).contains("qemu-system-x86_64 ");
    assertThat(run).isEmptyDirectory();
  }

  @Test
  void aDiskInUseByAnotherMachineIsAHostFailure() throws Exception {
    Machines machine = machine(new TinyGuest().print("up").halt());
    try (VirtualMachine vm = start(machine)) {
      assertThat(next(vm)).isEqualTo(new SerialLine("up"));

      assertThat(failureOf(machine).what()).contains("lock");
    }
  }

  @Test
  void namesThePackageWhenQemuIsMissing() throws Exception {
    var nothing =
        new QemuHypervisor(
            new SystemCommandRunner(List.of(directory)), directory, Optional.of(run));

    BuildException failure = failureOf(nothing, machine(new TinyGuest().halt()));

    assertThat(failure.failure()).isEqualTo(Failure.MISSING_TOOL);
    assertThat(failure.remedy()).contains("qemu-system-x86");
    assertThat(run).isEmptyDirectory();
  }

  @Test
  void namesThePackageWhenSwtpmIsMissing() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(
        bin.resolve("qemu-system-x86_64"),
        Path.of(
            runner
                .runOk(HostCommand.of(PATIENCE, "which", "qemu-system-x86_64"))
                .stdout()
                .strip()));
    var noTpm = new QemuHypervisor(new SystemCommandRunner(List.of(bin)), cache, Optional.of(run));

    BuildException failure = failureOf(noTpm, machine(new TinyGuest().halt()).tpm());

    assertThat(failure.failure()).isEqualTo(Failure.MISSING_TOOL);
    assertThat(failure.remedy()).contains("package swtpm");
  }

  @Test
  void describesItself() {
    assertThat(qemu.id()).isEqualTo("qemu");
    assertThat(qemu.describe())
        .matches("QEMU \\d+\\.\\d+\\.\\d+, accelerator (kvm|(kvm|tcg) \\(.+\\))");
  }

  @Test
  void anInterruptWhileStartingCancels() throws Exception {
    Machines machine = machine(new TinyGuest().halt());
    Thread.currentThread().interrupt();
    BuildException failure;
    try {
      failure = failureOf(machine);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(failure.failure()).isEqualTo(Failure.CANCELLED);
    assertThat(run).isEmptyDirectory();
  }

  @Test
  void machineNetworkIsIsolatedUnlessUpdatesNeedIt() throws Exception {
    Machines machine = machine(new TinyGuest().powerOff()).network(Machine.Network.OUTBOUND);
    try (VirtualMachine vm = start(machine)) {
      assertThat(vm.replay()).doesNotContain("restrict=on");
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
    }
  }
}
