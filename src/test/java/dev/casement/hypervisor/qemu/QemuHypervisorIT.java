package dev.casement.hypervisor.qemu;

import static dev.casement.hypervisor.qemu.QemuRuns.PATIENCE;
import static dev.casement.hypervisor.qemu.QemuRuns.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineEvent.SerialLine;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.HostCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is heard and seen of a machine while it runs, and how it ends. */
class QemuHypervisorIT {
  /** What is known about the host's accelerator is shared by all tests. */
  @TempDir static Path cache;

  @TempDir Path directory;

  private QemuRuns runs;

  @BeforeEach
  void makeDirectories() throws IOException {
    runs = QemuRuns.in(directory, cache);
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void aPowerOffComesAfterAllSerialLinesAndTheEndOfQemu() throws Exception {
    try (RunningQemu vm =
        runs.start(runs.machine(new TinyGuest().print("one").print("two").powerOff()))) {
      long pid = vm.pid();

      assertThat(next(vm, 3))
          .containsExactly(
              new SerialLine("one"), new SerialLine("two"), new MachineEvent.PoweredOff());

      assertThat(isAlive(pid)).isFalse();
      assertThat(vm.next(Duration.ZERO)).isEmpty();
      assertThat(runs.logs().resolve("serial.log"))
          .hasBinaryContent("one\r\ntwo\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(runs.logs().resolve("qmp.log")).content().contains("\"SHUTDOWN\"", "guest-shutdown");
    assertThat(runs.logs().resolve("qemu.log")).exists();
  }

  @Test
  void theLastScreenCanStillBeHadAfterThePowerOff() throws Exception {
    Path png = directory.resolve("last.png");
    try (VirtualMachine vm = runs.start(runs.machine(new TinyGuest().powerOff()))) {
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());

      assertThat(vm.screenshot(png)).isTrue();
    }
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(720);
  }

  @Test
  void anEndIsToldThoughItCameBeforeTheSessionWasOpen() throws Exception {
    MachineSpec machine = runs.machine(new TinyGuest().print("gone").powerOff()).machine();
    try (RunDirectory sockets = RunDirectory.create(Optional.of(runs.run()), runs.run())) {
      List<String> argv =
          new QemuCommandLine(
                  machine,
                  Accelerator.TCG,
                  Optional.empty(),
                  Optional.empty(),
                  Wiring.toCasement(sockets),
                  "utc")
              .argv();
      QemuProcess process =
          QemuProcess.start(
              runs.runner(),
              HostCommand.of(PATIENCE, argv),
              sockets,
              runs.logs().resolve("qemu.log"),
              Optional.empty());
      // Its CPU time stands still once the guest has powered off and waits to be told to quit.
      long before = -1;
      while (processorTime(process.process().pid()) != before) {
        before = processorTime(process.process().pid());
        Thread.sleep(1000);
      }

      try (var vm = new RunningQemu(sockets, process, runs.logs())) {
        assertThat(next(vm, 2))
            .containsExactly(new SerialLine("gone"), new MachineEvent.PoweredOff());
      }
    }
    assertThat(runs.logs().resolve("qmp.log")).content().doesNotContain("guest-shutdown");
  }

  /** User and system time in ticks, fields 14 and 15 of proc(5)'s stat. */
  private static long processorTime(long pid) throws IOException {
    String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ");
    return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
  }

  @Test
  void resetsByTheGuestAreEventsButThoseThatTheFirmwareAddsAreNot() throws Exception {
    int lines = 0;
    int resets = 0;
    try (VirtualMachine vm = runs.start(runs.machine(new TinyGuest().print("again").reset()))) {
      // Lines and resets come on two sockets: their order between each other is not told.
      while (lines < 4 || resets < 2) {
        switch (next(vm)) {
          case SerialLine line when line.text().equals("again") -> lines++;
          case MachineEvent.Reset() -> resets++;
          case MachineEvent other -> throw new AssertionError("unexpected: " + other);
        }
      }
    }
    assertThat(resets).isLessThanOrEqualTo(lines);
    // SeaBIOS resets once more each time, which makes this test one.
    assertThat(Files.readString(runs.logs().resolve("qmp.log")).split("guest-reset", -1))
        .hasSizeGreaterThan(lines + 1);
  }

  @Test
  void aTripleFaultIsAReset() throws Exception {
    try (VirtualMachine vm = runs.start(runs.machine(new TinyGuest().tripleFault()))) {
      assertThat(next(vm)).isEqualTo(new MachineEvent.Reset());
    }
  }

  @Test
  void aPanicIsReportedAndTheScreenIsKept() throws Exception {
    Path png = directory.resolve("panic.png");
    try (VirtualMachine vm = runs.start(runs.machine(new TinyGuest().print("alas").panic()))) {
      // They come on two sockets.
      assertThat(next(vm, 2))
          .containsExactlyInAnyOrder(
              new SerialLine("alas"), new MachineEvent.Panicked("the guest reported a panic"));
      assertThat(vm.screenshot(png)).isTrue();
    }
    assertThat(ImageIO.read(png.toFile())).isNotNull();
  }

  @Test
  void aKilledQemuHasDiedWithItsExitCode() throws Exception {
    try (RunningQemu vm = runs.start(runs.machine(new TinyGuest().print("up").halt()))) {
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
    try (RunningQemu vm = runs.start(runs.machine(new TinyGuest().print("up").halt()))) {
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
  void theHardwareClockShowsTheGuestsLocalTime() throws Exception {
    Clock clock = Clock.fixed(Instant.parse("2026-07-01T12:34:00Z"), ZoneOffset.UTC);
    QemuHypervisor hypervisor =
        new QemuHypervisor(runs.runner(), cache, clock, Optional.empty(), Optional.of(runs.run()));
    MachineSpec machine =
        runs.machine(new TinyGuest().printClock().powerOff())
            .timeZone("India Standard Time")
            .machine();

    try (VirtualMachine vm = hypervisor.start(machine, runs.logs())) {
      // Booting may take a minute or two.
      assertThat(next(vm))
          .isIn(new SerialLine("1804"), new SerialLine("1805"), new SerialLine("1806"));
    }
  }

  @Test
  void keysReachTheGuest() throws Exception {
    TinyGuest guest = new TinyGuest().print("key?").printKey().print("key?").printKey().powerOff();
    try (VirtualMachine vm = runs.start(runs.machine(guest))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("key?"));
      vm.press(VirtualMachine.Key.UP);
      // To a BIOS it is no character, so nothing is printed.
      assertThat(next(vm)).isEqualTo(new SerialLine("key?"));
      vm.press(VirtualMachine.Key.ESCAPE);
      assertThat(next(vm)).isEqualTo(new SerialLine("?"));
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
    }
  }

  @Test
  void theScreenOfARunningGuestIsAPng() throws Exception {
    Path png = directory.resolve("screen.png");
    try (VirtualMachine vm = runs.start(runs.machine(new TinyGuest().print("up").halt()))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("up"));

      assertThat(vm.screenshot(png)).isTrue();
    }
    assertThat(Arrays.copyOf(Files.readAllBytes(png), 4))
        .isEqualTo(new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(720);
  }

  @Test
  void aFloodOnTheSerialPortWaitsUntilItIsRead() throws Exception {
    try (VirtualMachine vm = runs.start(runs.machine(new TinyGuest().print("flood").repeat()))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("flood"));
      long size = untilTheLogStopsGrowing();
      assertThat(size).as("bytes on their way").isLessThan(1 << 20);

      for (int i = 0; i < 3000; i++) {
        assertThat(next(vm)).isEqualTo(new SerialLine("flood"));
      }
      assertThat(Files.size(runs.logs().resolve("serial.log"))).isGreaterThan(size);
      assertThat(vm.screenshot(directory.resolve("screen.png"))).isTrue();
    }
  }

  private long untilTheLogStopsGrowing() throws IOException, InterruptedException {
    long before = -1;
    long now = 0;
    while (now != before) {
      before = now;
      Thread.sleep(1000);
      now = Files.size(runs.logs().resolve("serial.log"));
    }
    return now;
  }

  @Test
  void closingEndsARunningGuestAndLeavesNothing() throws Exception {
    RunningQemu vm = runs.start(runs.machine(new TinyGuest().print("flood").repeat()));
    assertThat(next(vm)).isEqualTo(new SerialLine("flood"));
    assertThat(runs.run()).isNotEmptyDirectory();

    vm.close();
    vm.close();

    assertThat(isAlive(vm.pid())).isFalse();
    assertThat(runs.run()).isEmptyDirectory();
    assertThat(vm.screenshot(directory.resolve("none.png"))).isFalse();
  }

  @Test
  void describesItself() {
    assertThat(runs.qemu().kind()).isEqualTo(HypervisorKind.QEMU);
    assertThat(runs.qemu().engine().toString())
        .matches("QEMU \\d+\\.\\d+\\.\\d+, accelerator (kvm|(kvm|tcg) \\(.+\\))");
  }
}
