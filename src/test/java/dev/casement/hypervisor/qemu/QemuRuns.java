package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.CommandRunner;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * QEMU and a directory to try it in.
 *
 * @param logs where the logs of a run go
 * @param run where its sockets are
 */
record QemuRuns(CommandRunner runner, QemuHypervisor qemu, Path directory, Path logs, Path run) {
  /** Far longer than anything here takes, on any host. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * @param cache where it is kept what is known about the host's accelerator
   */
  static QemuRuns in(Path directory, Path cache) throws IOException {
    CommandRunner runner = new SystemCommandRunner();
    Path run = Files.createDirectory(directory.resolve("run"));
    return new QemuRuns(
        runner,
        new QemuHypervisor(runner, cache, Clock.systemUTC(), Optional.empty(), Optional.of(run)),
        directory,
        Files.createDirectory(directory.resolve("logs")),
        run);
  }

  Machines machine(TinyGuest guest) throws IOException {
    Path disk = directory.resolve("disk.raw");
    Files.write(disk, guest.disk(4096));
    return Machines.bios(disk, DiskFormat.RAW);
  }

  RunningQemu start(Machines machine) {
    return (RunningQemu) qemu.start(machine.machine(), logs);
  }

  /** What a user would paste into a shell to start this machine. */
  String byHand(Machines machine) {
    return qemu.scripting().orElseThrow().start(machine.machine(), logs);
  }

  static MachineEvent next(VirtualMachine vm) throws InterruptedException {
    Optional<MachineEvent> event = vm.next(PATIENCE);
    assertThat(event).as("an event").isPresent();
    return event.orElseThrow();
  }

  static List<MachineEvent> next(VirtualMachine vm, int count) throws InterruptedException {
    List<MachineEvent> events = new ArrayList<>();
    while (events.size() < count) {
      events.add(next(vm));
    }
    return events;
  }

  BuildException failureOf(Machines machine) {
    return failureOf(qemu, machine);
  }

  BuildException failureOf(QemuHypervisor hypervisor, Machines machine) {
    BuildException failure =
        catchThrowableOfType(
            BuildException.class, () -> hypervisor.start(machine.machine(), logs).close());
    assertThat(failure).as("a BuildException").isNotNull();
    return failure;
  }
}
