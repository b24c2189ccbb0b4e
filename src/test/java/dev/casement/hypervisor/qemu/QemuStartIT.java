package dev.casement.hypervisor.qemu;

import static dev.casement.hypervisor.qemu.QemuRuns.PATIENCE;
import static dev.casement.hypervisor.qemu.QemuRuns.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineEvent.SerialLine;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.CommandResult;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.windows.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a machine is started: what it opens on the host, by hand, with UEFI, and when it cannot. */
class QemuStartIT {
  /** What is known about the host's accelerator is shared by all tests. */
  @TempDir static Path cache;

  @TempDir Path directory;

  private QemuRuns runs;

  @BeforeEach
  void makeDirectories() throws IOException {
    runs = QemuRuns.in(directory, cache);
  }

  @Test
  void listensOnNoNetworkPortAndItsSocketsArePrivate() throws Exception {
    try (RunningQemu vm = runs.start(runs.machine(new TinyGuest().print("up").halt()))) {
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
    Machines machine = runs.machine(new TinyGuest().print("by hand").powerOff());

    String preview = runs.byHand(machine);

    assertThat(runs.logs()).isEmptyDirectory();
    CommandResult result = runs.runner().runOk(HostCommand.of(PATIENCE, "sh", "-c", preview));
    assertThat(result.stdout()).isEqualTo("by hand\n");
  }

  @Test
  void aPreviewOfAUefiMachineWithTpmCanBePastedToo() throws Exception {
    Machines machine =
        runs.machine(new TinyGuest().halt())
            .firmware(Firmware.UEFI_SECURE)
            .tpm()
            .size(1, DataSize.mebibytes(512));
    String preview = runs.byHand(machine);
    assertThat(directory.resolve("state")).doesNotExist();

    // QEMU ends by itself once it has shown that it understood everything.
    CommandResult result =
        runs.runner()
            .run(
                HostCommand.of(
                    PATIENCE,
                    "sh",
                    "-c",
                    "set -e\n" + preview + " -S & sleep 3; kill $!; wait $!"));

    assertThat(result.stderr()).contains("terminating on signal 15");
    assertThat(directory.resolve("state/uefi-OVMF_VARS_4M.ms.fd")).exists();
    assertThat(directory.resolve("state/tpm")).isNotEmptyDirectory();
  }

  @Test
  void aMissingDiskIsAHostFailureWithQemusReasonAndLeavesNothing() throws Exception {

    BuildException failure =
        runs.failureOf(Machines.bios(directory.resolve("none.qcow2"), DiskFormat.QCOW2));

    assertThat(failure.failure()).isEqualTo(Failure.HOST);
    assertThat(failure.what()).contains("none.qcow2", "No such file or directory");
    assertThat(failure.remedy()).contains("qemu-system-x86_64 ");
    assertThat(runs.run()).isEmptyDirectory();
  }

  @Test
  void aDiskInUseByAnotherMachineIsAHostFailure() throws Exception {
    Machines machine = runs.machine(new TinyGuest().print("up").halt());
    try (VirtualMachine vm = runs.start(machine)) {
      assertThat(next(vm)).isEqualTo(new SerialLine("up"));

      assertThat(runs.failureOf(machine).what()).contains("lock");
    }
  }

  @Test
  void namesThePackageWhenQemuIsMissing() throws Exception {
    var nothing =
        new QemuHypervisor(
            new SystemCommandRunner(List.of(directory)),
            directory,
            Clock.systemUTC(),
            Optional.empty(),
            Optional.of(runs.run()));

    BuildException failure = runs.failureOf(nothing, runs.machine(new TinyGuest().halt()));

    assertThat(failure.failure()).isEqualTo(Failure.MISSING_TOOL);
    assertThat(failure.remedy()).contains("qemu-system-x86");
    assertThat(runs.run()).isEmptyDirectory();
  }

  @Test
  void namesThePackageWhenSwtpmIsMissing() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(
        bin.resolve("qemu-system-x86_64"),
        Path.of(
            runs.runner()
                .runOk(HostCommand.of(PATIENCE, "which", "qemu-system-x86_64"))
                .stdout()
                .strip()));
    var noTpm =
        new QemuHypervisor(
            new SystemCommandRunner(List.of(bin)),
            cache,
            Clock.systemUTC(),
            Optional.empty(),
            Optional.of(runs.run()));

    BuildException failure = runs.failureOf(noTpm, runs.machine(new TinyGuest().halt()).tpm());

    assertThat(failure.failure()).isEqualTo(Failure.MISSING_TOOL);
    assertThat(failure.remedy()).contains("package swtpm");
  }

  @Test
  void anInterruptWhileStartingCancels() throws Exception {
    Machines machine = runs.machine(new TinyGuest().halt());
    Thread.currentThread().interrupt();
    BuildException failure;
    try {
      failure = runs.failureOf(machine);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(failure.failure()).isEqualTo(Failure.CANCELLED);
    assertThat(runs.run()).isEmptyDirectory();
  }

  @Test
  void machineNetworkIsIsolatedUnlessUpdatesNeedIt() throws Exception {
    Machines machine =
        runs.machine(new TinyGuest().powerOff()).network(MachineSpec.Network.OUTBOUND);
    assertThat(runs.byHand(machine)).doesNotContain("restrict=on");
    try (VirtualMachine vm = runs.start(machine)) {
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
    }
  }
}
