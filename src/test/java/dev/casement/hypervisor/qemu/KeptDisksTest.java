package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FileHandles;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that lie over each other, each kept before the next one begins, as in a build. */
class KeptDisksTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;
  private final SystemCommandRunner runner = new SystemCommandRunner();
  private QemuHypervisor hypervisor;

  @BeforeEach
  void makeHypervisor() {
    hypervisor = new QemuHypervisor(runner, directory, Clock.systemUTC(), Optional.empty());
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  /** A run: writes a pattern to a MiB of its disk, which is then kept. */
  private DiskHandle run(String name, Optional<DiskHandle> base, int at, String pattern)
      throws IOException {
    Path own = directory("run-" + name);
    DiskHandle disk =
        base.isPresent()
            ? hypervisor.createDisk("test", own, base.get())
            : hypervisor.createDisk("test", own, DataSize.mebibytes(64));
    runner.runOk(
        HostCommand.of(
            Duration.ofMinutes(1),
            "qemu-io",
            "-f",
            "qcow2",
            "-c",
            "write -q -P " + pattern + " " + at + "M 1M",
            FileHandles.file(disk).path().toString()));
    return hypervisor.keepDisk(disk, directory("kept-" + name));
  }

  @Test
  void threeRunsAreOneDiskAndLeaveThoseBelowAlone() throws IOException {
    DiskHandle installed = run("install", Optional.empty(), 1, "0x11");
    byte[] first = bytes(installed);
    DiskHandle updated = run("update", Optional.of(installed), 2, "0x22");
    byte[] second = bytes(updated);
    DiskHandle generalized = run("generalize", Optional.of(updated), 3, "0x33");

    assertThat(bytes(installed)).isEqualTo(first);
    assertThat(bytes(updated)).isEqualTo(second);
    VirtualDisk top = hypervisor.exportDisk(generalized, directory);
    try (DiskImage image = DiskImages.open(top.path(), top.format())) {
      assertPatterns(image);
    }
    VirtualDisk flat = new VirtualDisk(directory.resolve("flat.raw"), DiskFormat.RAW);
    new QemuImg(runner).convert(top, flat, Optional.empty(), Duration.ofMinutes(1), percent -> {});
    try (DiskImage image = DiskImages.open(flat.path(), flat.format())) {
      assertPatterns(image);
    }
    QemuImg qemuImg = new QemuImg(runner);
    assertThat(qemuImg.chainSize(top).bytes())
        .isEqualTo(
            qemuImg.info(FileHandles.file(installed)).actualSize().bytes()
                + qemuImg.info(FileHandles.file(updated)).actualSize().bytes()
                + qemuImg.info(top).actualSize().bytes());
  }

  private static void assertPatterns(DiskImage image) {
    for (int at = 1; at <= 3; at++) {
      ByteBuffer found = ByteBuffer.allocate(1);
      image.read((long) at * MIB, found);
      assertThat(found.get(0)).isEqualTo((byte) (at * 0x11));
    }
  }

  private static byte[] bytes(DiskHandle disk) throws IOException {
    return Files.readAllBytes(FileHandles.file(disk).path());
  }

  @Test
  void aKeptDiskHasMovedAndNobodyMayWriteToIt() throws IOException {
    DiskHandle installed = run("install", Optional.empty(), 1, "0x11");

    Path file = FileHandles.file(installed).path();
    assertThat(file).isEqualTo(directory.resolve("kept-install/disk.qcow2"));
    assertThat(directory.resolve("run-install")).isEmptyDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--------");
    hypervisor.deleteDisk(installed);
    assertThat(file).doesNotExist();
  }
}
