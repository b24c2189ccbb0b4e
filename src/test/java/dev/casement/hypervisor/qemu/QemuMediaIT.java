package dev.casement.hypervisor.qemu;

import static dev.casement.hypervisor.qemu.QemuRuns.PATIENCE;
import static dev.casement.hypervisor.qemu.QemuRuns.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineEvent.SerialLine;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import dev.casement.units.DataSize;
import dev.casement.windows.DiskBus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a machine boots from, reads and writes. */
class QemuMediaIT {
  /** What is known about the host's accelerator is shared by all tests. */
  @TempDir static Path cache;

  @TempDir Path directory;

  private QemuRuns runs;

  @BeforeEach
  void makeDirectories() throws IOException {
    runs = QemuRuns.in(directory, cache);
  }

  @Test
  void theGuestReadsTheFloppyInDriveA() throws Exception {
    Path floppy = directory.resolve("floppy.img");
    byte[] image = new byte[1_474_560];
    byte[] text = "on the floppy\n".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, image, 0, text.length);
    Files.write(floppy, image);
    TinyGuest guest = new TinyGuest().readFloppy().printMemory(0x8000).powerOff();

    try (VirtualMachine vm = runs.start(runs.machine(guest).floppy(floppy))) {
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
    var qemuImg = new QemuImg(runs.runner());
    qemuImg.convert(
        new VirtualDisk(boot, DiskFormat.RAW), disk, Optional.empty(), PATIENCE, percent -> {});

    try (VirtualMachine vm = runs.start(Machines.bios(disk.path(), DiskFormat.QCOW2).bus(bus))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("written"));
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
      assertThat(vm.diskBytes()).isZero();
    }

    VirtualDisk raw = new VirtualDisk(directory.resolve("after.raw"), DiskFormat.RAW);
    qemuImg.convert(disk, raw, Optional.empty(), PATIENCE, percent -> {});
    byte[] after = Files.readAllBytes(raw.path());
    assertThat(Arrays.copyOfRange(after, 8 * 512, 8 * 512 + 400))
        .isEqualTo(Arrays.copyOf(after, 400));
  }

  @Test
  void anEmptyDiskFallsThroughToTheFirstCd() throws Exception {
    Path disk = directory.resolve("disk.qcow2");
    new QemuImg(runs.runner()).create(disk, DiskFormat.QCOW2, DataSize.mebibytes(8));
    Path first = bootableCd("first");
    Path second = bootableCd("second");

    try (VirtualMachine vm = runs.start(Machines.bios(disk, DiskFormat.QCOW2).cds(first, second))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("first"));
      assertThat(next(vm)).isEqualTo(new MachineEvent.PoweredOff());
    }
  }

  @Test
  void aBootableDiskComesBeforeTheCd() throws Exception {
    try (VirtualMachine vm =
        runs.start(runs.machine(new TinyGuest().print("disk").powerOff()).cds(bootableCd("cd")))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("disk"));
    }
  }

  private Path bootableCd(String text) throws IOException {
    Path tree = Files.createDirectory(directory.resolve(text));
    Files.write(tree.resolve("boot.bin"), new TinyGuest().print(text).powerOff().disk(4));
    Path iso = directory.resolve(text + ".iso");
    runs.runner()
        .runOk(
            HostCommand.of(
                PATIENCE,
                "genisoimage",
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
  void countsWhatTheGuestReadsAndWritesAndItsProcessorTime() throws Exception {
    TinyGuest guest =
        new TinyGuest().print("before").printKey().writeDisk(9).readDisk(20).print("after").halt();
    try (VirtualMachine vm = runs.start(runs.machine(guest))) {
      assertThat(next(vm)).isEqualTo(new SerialLine("before"));
      long before = vm.diskBytes();
      assertThat(before).isPositive();
      assertThat(vm.diskBytes()).isEqualTo(before);
      vm.press(VirtualMachine.Key.ESCAPE);
      assertThat(next(vm, 2)).contains(new SerialLine("after"));
      assertThat(vm.diskBytes()).isEqualTo(before + 2 * TinyGuest.SECTOR);
      assertThat(vm.cpuTime()).hasValueSatisfying(time -> assertThat(time).isPositive());
    }
  }

  @Test
  void aDiskThatCannotBeReadStopsTheGuest() throws Exception {
    Path boot = directory.resolve("boot.raw");
    byte[] image = new TinyGuest().print("reading").readDisk(2048).print("read").halt().disk(4096);
    image[2048 * 512] = 1;
    Files.write(boot, image);
    VirtualDisk disk = new VirtualDisk(directory.resolve("disk.qcow2"), DiskFormat.QCOW2);
    new QemuImg(runs.runner())
        .convert(
            new VirtualDisk(boot, DiskFormat.RAW), disk, Optional.empty(), PATIENCE, percent -> {});
    misplaceCluster(disk.path(), 2048 * 512 / 65536);

    try (VirtualMachine vm = runs.start(Machines.bios(disk.path(), DiskFormat.QCOW2))) {
      assertThat(next(vm, 2))
          .containsExactlyInAnyOrder(
              new SerialLine("reading"),
              new MachineEvent.DiskFailed("disk", "read failed: Input/output error"));
      assertThat(vm.next(Duration.ofMillis(300))).isEmpty();
    }
  }

  /**
   * The file system of the host is simulated by QEMU's blkdebug, whose first write fails for lack
   * of space (QEMU manual, "blkdebug"; 28 is ENOSPC).
   */
  @Test
  void aGuestThatAFullHostHasPausedWritesAgainWhenItContinues() throws Exception {
    Path disk = directory.resolve("disk.raw");
    byte[] image =
        new TinyGuest().print("writing").writeDisk(2048).print("written").halt().disk(4096);
    Files.write(disk, image);
    CommandRunner full =
        new FullOnce(
            "file.driver=file,file.discard=unmap,file.filename=",
            "file.driver=blkdebug,file.inject-error.0.event=none,file.inject-error.0.iotype=write,"
                + "file.inject-error.0.errno=28,file.inject-error.0.once=on,"
                + "file.image.driver=file,file.image.filename=");
    QemuHypervisor qemu =
        new QemuHypervisor(
            full, directory, Clock.systemUTC(), Optional.empty(), Optional.of(runs.run()));

    try (VirtualMachine vm =
        qemu.start(Machines.bios(disk, DiskFormat.RAW).machine(), runs.logs())) {
      // Monitor and serial port are read by threads of their own.
      assertThat(next(vm, 2))
          .containsExactlyInAnyOrder(new SerialLine("writing"), new MachineEvent.HostFull("disk"));
      assertThat(vm.next(Duration.ofMillis(500))).isEmpty();

      vm.resume();

      assertThat(next(vm)).isEqualTo(new SerialLine("written"));
    }
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      file.seek(2048 * 512);
      byte[] written = new byte[512];
      file.readFully(written);
      assertThat(written).isEqualTo(Arrays.copyOf(image, 512));
    }
  }

  /** Starts programs with a part of their arguments replaced. */
  private record FullOnce(String part, String replacement) implements CommandRunner {
    private static final CommandRunner REAL = new SystemCommandRunner();

    @Override
    public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
      return REAL.run(command, onOutputLine);
    }

    @Override
    public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
      return REAL.runOk(command, onOutputLine);
    }

    @Override
    public HostProcess start(HostCommand command, Path log) {
      return REAL.start(
          HostCommand.of(
              command.limit(),
              command.argv().stream().map(each -> each.replace(part, replacement)).toList()),
          log);
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
}
