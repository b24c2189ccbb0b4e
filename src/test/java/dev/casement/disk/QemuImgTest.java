package dev.casement.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuImgTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final CommandRunner runner = new SystemCommandRunner();
  private final QemuImg qemuImg = new QemuImg(runner);

  @TempDir Path directory;

  private static BuildException failureOf(Runnable action) {
    BuildException failure = catchThrowableOfType(BuildException.class, action::run);
    assertThat(failure).as("a BuildException").isNotNull();
    return failure;
  }

  private VirtualDisk diskWithData(String name) {
    VirtualDisk disk =
        qemuImg.create(directory.resolve(name), DiskFormat.QCOW2, DataSize.mebibytes(64));
    io(disk, "write -P 0x5a 1M 8M", "write -P 0x11 40M 4M");
    return disk;
  }

  private void io(VirtualDisk disk, String... commands) {
    List<String> argv = new ArrayList<>(List.of("qemu-io", "-f", disk.format().id()));
    for (String command : commands) {
      argv.addAll(List.of("-c", command));
    }
    argv.add(disk.path().toString());
    runner.runOk(HostCommand.of(Duration.ofMinutes(1), argv));
  }

  @Test
  void aNewDiskIsFilledWithASmallerOneAndPartsOfItReplaced() {
    VirtualDisk small = diskWithData("a small, one.qcow2");
    for (DiskFormat format : List.of(DiskFormat.QCOW2, DiskFormat.VDI, DiskFormat.RAW)) {
      VirtualDisk large =
          qemuImg.create(directory.resolve("large." + format), format, DataSize.mebibytes(80));
      List<Integer> percents = new ArrayList<>();
      qemuImg.fill(large, small, LIMIT, percents::add);
      byte[] part = new byte[1024];
      Arrays.fill(part, (byte) 0x33);
      qemuImg.write(large, (5 << 20) + 512, part);

      assertThat(percents).isSorted().endsWith(100);
      assertThat(qemuImg.info(large).virtualSize()).isEqualTo(DataSize.mebibytes(80));
      io(
          large,
          "read -P 0x5a 1M 4M",
          "read -P 0x5a 5M 512",
          "read -P 0x33 5243392 1024",
          "read -P 0x5a 5244416 3144192",
          "read -P 0x11 40M 4M",
          "read -P 0 44M 36M");
    }
    io(small, "read -P 0x5a 1M 8M");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void knowsItsVersion() {
    assertThat(qemuImg.version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void createsADiskThatInfoDescribes() {
    VirtualDisk disk =
        qemuImg.create(directory.resolve("a disk.qcow2"), DiskFormat.QCOW2, DataSize.gibibytes(40));

    DiskInfo info = qemuImg.info(disk);

    assertThat(info.virtualSize()).isEqualTo(DataSize.gibibytes(40));
    assertThat(info.actualSize()).isLessThan(DataSize.mebibytes(2));
    assertThat(info.backingFile()).isEmpty();
  }

  @Test
  void createsEveryFormat() {
    for (DiskFormat format : DiskFormat.values()) {
      VirtualDisk disk =
          qemuImg.create(directory.resolve("disk." + format), format, DataSize.mebibytes(32));

      assertThat(qemuImg.info(disk).virtualSize()).isEqualTo(DataSize.mebibytes(32));
    }
  }

  @Test
  void aDiskOverAnotherBeginsWithItsContentAndLeavesItAlone() throws IOException {
    VirtualDisk base = diskWithData("the base.qcow2");
    byte[] before = Files.readAllBytes(base.path());

    VirtualDisk over = qemuImg.createOver(directory.resolve("over.qcow2"), base);
    io(over, "read -P 0x5a 1M 8M", "write -P 0x33 1M 64k");

    io(over, "read -P 0x33 1M 64k", "read -P 0x11 40M 4M");
    assertThat(base.path()).hasBinaryContent(before);
    assertThat(qemuImg.info(over).virtualSize()).isEqualTo(DataSize.mebibytes(64));
    assertThat(failureOf(() -> qemuImg.createOver(over.path(), base)).failure())
        .isEqualTo(Failure.OUTPUT_EXISTS);
  }

  @Test
  void neverReplacesAFile() throws IOException {
    Path taken = directory.resolve("taken.qcow2");
    Files.writeString(taken, "precious");

    BuildException failure =
        failureOf(() -> qemuImg.create(taken, DiskFormat.QCOW2, DataSize.mebibytes(1)));

    assertThat(failure.failure()).isEqualTo(Failure.OUTPUT_EXISTS);
    assertThat(taken).hasContent("precious");
  }

  @Test
  void convertsCompressedWithGrowingProgressAndTheSameContent() {
    VirtualDisk source = diskWithData("source.qcow2");
    VirtualDisk target = new VirtualDisk(directory.resolve("target.qcow2"), DiskFormat.QCOW2);
    List<Integer> percents = new ArrayList<>();

    qemuImg.convert(source, target, Optional.of(ClusterCompression.ZLIB), LIMIT, percents::add);

    assertThat(percents).first().isEqualTo(0);
    assertThat(percents).last().isEqualTo(100);
    assertThat(percents).isSorted().doesNotHaveDuplicates();
    runner.runOk(
        HostCommand.of(
            Duration.ofMinutes(1),
            "qemu-img",
            "compare",
            source.path().toString(),
            target.path().toString()));
    assertThat(qemuImg.info(target).actualSize()).isLessThan(DataSize.mebibytes(2));
    assertThat(qemuImg.check(target)).isEqualTo(new DiskCheck.Consistent());
  }

  @Test
  void aConvertedOverlayStandsAlone() {
    VirtualDisk base = diskWithData("base.qcow2");
    VirtualDisk overlay = new VirtualDisk(directory.resolve("overlay.qcow2"), DiskFormat.QCOW2);
    runner.runOk(
        new HostCommand(
            List.of(
                "qemu-img",
                "create",
                "-f",
                "qcow2",
                "-F",
                "qcow2",
                "-b",
                "base.qcow2",
                "overlay.qcow2"),
            Duration.ofMinutes(1),
            Optional.of(directory),
            Map.of()));
    assertThat(qemuImg.info(overlay).backingFile()).hasValue("base.qcow2");
    VirtualDisk flat = new VirtualDisk(directory.resolve("flat.qcow2"), DiskFormat.QCOW2);

    qemuImg.convert(overlay, flat, Optional.empty(), LIMIT, percent -> {});

    assertThat(qemuImg.info(flat).backingFile()).isEmpty();
    runner.runOk(
        HostCommand.of(
            Duration.ofMinutes(1),
            "qemu-img",
            "compare",
            base.path().toString(),
            flat.path().toString()));
  }

  @Test
  void aFailedConversionLeavesNothingBehind() throws IOException {
    Path garbage = directory.resolve("garbage.qcow2");
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    Files.write(garbage, bytes);

    BuildException failure =
        failureOf(
            () ->
                qemuImg.convert(
                    new VirtualDisk(garbage, DiskFormat.QCOW2),
                    new VirtualDisk(directory.resolve("target.qcow2"), DiskFormat.QCOW2),
                    Optional.of(ClusterCompression.ZLIB),
                    LIMIT,
                    percent -> {}));

    assertThat(failure.failure()).isEqualTo(Failure.HOST);
    assertThat(failure.what()).contains("garbage.qcow2");
    assertThat(failure.remedy()).contains("qemu-img convert");
    assertThat(names()).containsExactly("garbage.qcow2");
  }

  @Test
  void tellsLeaksFromCorruption() throws IOException {
    VirtualDisk leaking = diskWithData("leaking.qcow2");
    // A reference count without a reference: count one cluster far behind the used ones.
    setReferenceCount(leaking, 300, 1);
    VirtualDisk corrupt = diskWithData("corrupt.qcow2");
    // A reference without a count: the cluster of the first L2 table.
    setReferenceCount(corrupt, l2Cluster(corrupt), 0);

    assertThat(qemuImg.check(leaking)).isEqualTo(new DiskCheck.Leaking(1));
    assertThat(qemuImg.check(corrupt))
        .isInstanceOfSatisfying(
            DiskCheck.Corrupt.class, check -> assertThat(check.corruptions()).isPositive());
  }

  @Test
  void aRawDiskCannotBeChecked() {
    VirtualDisk raw =
        qemuImg.create(directory.resolve("disk.raw"), DiskFormat.RAW, DataSize.mebibytes(1));

    assertThat(qemuImg.check(raw)).isEqualTo(new DiskCheck.NotCheckable(DiskFormat.RAW));
  }

  @Test
  void aCheckThatCannotBeDoneIsAFailure() {
    VirtualDisk missing = new VirtualDisk(directory.resolve("missing.qcow2"), DiskFormat.QCOW2);

    BuildException failure = failureOf(() -> qemuImg.check(missing));

    assertThat(failure.failure()).isEqualTo(Failure.HOST);
    assertThat(failure.what()).contains("missing.qcow2");
  }

  @Test
  void saysWhatItGotWhenTheAnswerIsNoJson() {
    var odd = new QemuImg(new FixedAnswer(new CommandResult(0, "hello", "")));

    BuildException failure =
        failureOf(() -> odd.info(new VirtualDisk(Path.of("disk.qcow2"), DiskFormat.QCOW2)));

    assertThat(failure.failure()).isEqualTo(Failure.HOST);
    assertThat(failure.what()).contains("hello");
  }

  @Test
  void compressesWithZstdWhereThatIsAskedFor() {
    VirtualDisk source = diskWithData("a");
    VirtualDisk target = new VirtualDisk(directory.resolve("b"), DiskFormat.QCOW2);
    qemuImg.requireZstd();
    qemuImg.convert(source, target, Optional.of(ClusterCompression.ZSTD), LIMIT, percent -> {});
    HostCommand info =
        HostCommand.of(LIMIT, List.of("qemu-img", "info", "-f", "qcow2", target.path() + ""));
    assertThat(runner.runOk(info).stdout()).contains("compression type: zstd");
  }

  @Test
  void saysWhenThereIsNoZstd() {
    var without =
        new QemuImg(
            new FixedAnswer(new CommandResult(1, "", "qemu-img: Invalid parameter 'zstd'")));
    assertThat(failureOf(without::requireZstd))
        .hasMessageContaining("cannot compress with zstd: qemu-img: Invalid parameter 'zstd'");
  }

  @Test
  void aCheckWithCodeOneIsAFailureWithItsReason() {
    var broken = new QemuImg(new FixedAnswer(new CommandResult(1, "{}", "I/O error")));

    BuildException failure =
        failureOf(() -> broken.check(new VirtualDisk(Path.of("disk"), DiskFormat.QCOW2)));

    assertThat(failure.what()).contains("I/O error");
  }

  /** Byte offset of the first refcount block, by the qcow2 header (docs/interop/qcow2.txt). */
  private static long refcountBlock(RandomAccessFile file) throws IOException {
    file.seek(48);
    long table = file.readLong();
    file.seek(table);
    return file.readLong();
  }

  private static void setReferenceCount(VirtualDisk disk, long cluster, int count)
      throws IOException {
    try (var file = new RandomAccessFile(disk.path().toFile(), "rw")) {
      file.seek(refcountBlock(file) + 2 * cluster);
      file.write(ByteBuffer.allocate(2).putShort((short) count).array());
      file.setLength(Math.max(file.length(), (cluster + 1) << 16));
    }
  }

  private static long l2Cluster(VirtualDisk disk) throws IOException {
    try (var file = new RandomAccessFile(disk.path().toFile(), "r")) {
      file.seek(40);
      file.seek(file.readLong());
      return (file.readLong() & 0x00ff_ffff_ffff_fe00L) >> 16;
    }
  }

  /** A qemu-img that gives one answer to everything. */
  private record FixedAnswer(CommandResult result) implements CommandRunner {
    @Override
    public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
      return result;
    }

    @Override
    public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
      return result;
    }

    @Override
    public HostProcess start(HostCommand command, Path log) {
      throw new UnsupportedOperationException();
    }
  }
}
