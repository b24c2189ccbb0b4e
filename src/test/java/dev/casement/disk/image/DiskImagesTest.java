package dev.casement.disk.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.media.Program;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that qemu-img makes read as qemu-img reads them. */
class DiskImagesTest {
  private static final int SIZE = 3 * (1 << 20) + 512;

  @TempDir private Path directory;
  private final byte[] content = Disks.content(SIZE, 1);
  private Path raw = Path.of("");

  @BeforeEach
  void writeRaw() {
    raw = Disks.write(directory.resolve("disk.raw"), content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qcow2 | compat=0.10",
        "qcow2 | compat=1.1",
        "qcow2 | cluster_size=512",
        "qcow2 | cluster_size=2M",
        "qcow2 | cluster_size=16k,extended_l2=on",
        "qcow2 | cluster_size=128k,extended_l2=on",
        "qcow2 | preallocation=metadata",
        "qcow2 | lazy_refcounts=on",
        "vdi | static=off",
        "vdi | static=on",
      })
  void readsWhatQemuImgConverts(String format, String options) {
    Path disk = directory.resolve("disk");
    Program.run(
        "qemu-img", "convert", "-f", "raw", "-O", format, "-o", options, raw + "", disk + "");
    assertReads(disk, content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compat=0.10",
        "cluster_size=512",
        "cluster_size=64k",
        "cluster_size=2M",
        "compression_type=zstd,cluster_size=4k",
        "compression_type=zstd",
        "compression_type=zstd,cluster_size=2M",
        "compression_type=zstd,extended_l2=on",
      })
  void readsCompressedClusters(String options) {
    Path disk = directory.resolve("disk");
    Program.run(
        "qemu-img",
        "convert",
        "-c",
        "-O",
        "qcow2",
        "-f",
        "raw",
        "-o",
        options,
        raw + "",
        disk + "");
    assertReads(disk, content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster_size=64k", "cluster_size=64k,extended_l2=on"})
  void readsThroughAChainOfFiles(String options) throws IOException {
    Path base = directory.resolve("base.qcow2");
    Path top = directory.resolve("top.qcow2");
    Program.run("qemu-img", "convert", "-c", "-f", "raw", "-O", "qcow2", raw + "", base + "");
    Program.run(
        "qemu-img",
        "create",
        "-f",
        "qcow2",
        "-F",
        "qcow2",
        "-b",
        "base.qcow2",
        "-o",
        options,
        top + "",
        "5M");
    Program.run(
        "qemu-io",
        "-f",
        "qcow2",
        top + "",
        "-c",
        "write -P 0xab 4096 2048",
        "-c",
        "write -z 131072 65536",
        "-c",
        "write -z 300000 5000",
        "-c",
        "write -P 0xcd 4M 70000");
    Path expected = directory.resolve("expected");
    Program.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", top + "", expected + "");
    assertReads(top, Files.readAllBytes(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vmdk", "vhdx", "vpc", "qed", "parallels"})
  void refusesOtherFormatsByName(String format) {
    Path disk = directory.resolve("disk");
    Program.run("qemu-img", "convert", "-f", "raw", "-O", format, raw + "", disk + "");
    assertUnsupported(disk, "format");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vmdk | subformat=monolithicSparse",
        "vmdk | subformat=streamOptimized",
        "vmdk | subformat=twoGbMaxExtentSparse",
        "vmdk | subformat=monolithicFlat",
        "vhdx | subformat=dynamic",
        "vhdx | subformat=fixed",
      })
  void readsOtherFormatsThroughQemuImg(String format, String options) {
    Path disk = directory.resolve("a, disk." + format);
    Program.run(
        "qemu-img", "convert", "-f", "raw", "-O", format, "-o", options, raw + "", disk + "");
    VirtualDisk named = new VirtualDisk(disk, DiskImages.probe(disk));
    try (DiskImage image = DiskImages.open(named, new QemuImg(new SystemCommandRunner()))) {
      assertThat(image.size()).isEqualTo(SIZE);
      assertThat(Disks.read(image)).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vmdk", "vhdx"})
  void saysWhatQemuImgFindsWrong(String format) throws IOException {
    Path disk = directory.resolve("disk");
    Program.run("qemu-img", "convert", "-f", "raw", "-O", format, raw + "", disk + "");
    Files.write(disk, Arrays.copyOf(Files.readAllBytes(disk), 512));
    VirtualDisk named = new VirtualDisk(disk, DiskImages.probe(disk));
    assertThatThrownBy(() -> DiskImages.open(named, new QemuImg(new SystemCommandRunner())).close())
        .hasMessageContaining("qemu-img: Could not open '" + disk)
        .asInstanceOf(InstanceOfAssertFactories.type(DiskException.class))
        .returns(DiskException.Reason.UNSUPPORTED, DiskException::reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qcow2", "vdi"})
  void skipsWhatIsNotStored(String format) {
    long written = 2L << 30;
    long size = 5L << 30;
    Path disk = directory.resolve("sparse");
    Program.run("qemu-img", "create", "-q", "-f", format, disk + "", size + "");
    Program.run("qemu-io", "-f", format, "-c", "write -P 7 " + written + " 1M", disk + "");
    try (DiskImage image = DiskImages.open(disk, DiskImages.probe(disk))) {
      assertThat(image.skipZeros(0, size)).isEqualTo(written);
      assertThat(image.skipZeros(512, size)).isEqualTo(written);
      assertThat(image.skipZeros(512, written - 512)).isEqualTo(written - 512);
      assertThat(image.skipZeros(written + 512, size)).isEqualTo(written + 512);
      assertThat(image.skipZeros(written + (1 << 20), size)).isEqualTo(size);
    }
  }

  /** Looking to the end of the disk below for each cluster would take hours. */
  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void skipsThroughAChainOfFilesInOnePass() {
    long size = 16L << 30;
    long range = 512L << 20;
    Path base = directory.resolve("zeros");
    Path top = directory.resolve("layer");
    Program.run("qemu-img", "create", "-q", "-f", "qcow2", base + "", size + "");
    List<String> zeros = new ArrayList<>(List.of("qemu-io", "-f", "qcow2", base + ""));
    List<String> written = new ArrayList<>(List.of("qemu-io", "-f", "qcow2", top + ""));
    for (long at = 0; at < size; at += range) {
      zeros.addAll(List.of("-c", "write -z " + at + " " + range));
      written.addAll(List.of("-c", "write -P 7 " + at + " 64k"));
    }
    Program.run(zeros.toArray(String[]::new));
    Program.run(
        "qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", base + "", top + "");
    Program.run(written.toArray(String[]::new));
    try (DiskImage image = DiskImages.open(top, DiskFormat.QCOW2)) {
      for (long at = 0; at < size; at += range) {
        assertThat(image.skipZeros(at, size)).isEqualTo(at);
        assertThat(image.skipZeros(at + (64 << 10), size)).isEqualTo(at + range);
      }
    }
  }

  @Test
  void refusesDataInAnotherFile() {
    Path disk = directory.resolve("disk");
    Program.run(
        "qemu-img",
        "create",
        "-f",
        "qcow2",
        "-o",
        "data_file=" + directory.resolve("data"),
        disk + "",
        "1M");
    assertUnsupported(disk, "another file");
  }

  @Test
  void refusesEncryptedDisks() {
    // LUKS would have qemu-img measure the processor, which fails now and then on a busy host.
    Path disk = directory.resolve("disk");
    Program.run(
        "qemu-img",
        "create",
        "-f",
        "qcow2",
        "--object",
        "secret,id=s,data=x",
        "-o",
        "encrypt.format=aes,encrypt.key-secret=s",
        disk + "",
        "1M");
    assertUnsupported(disk, "encrypted");
  }

  @ParameterizedTest
  @CsvSource({
    "nbd:localhost:10809, raw, not local",
    "json:{}, qcow2, not local",
    "top.qcow2, qcow2, no end",
    "disk.raw, '', does not name",
    "disk.raw, vmdk, vmdk"
  })
  void refusesBackingFilesThatCannotBe(String backing, String format, String words)
      throws IOException {
    Path top = directory.resolve("top.qcow2");
    Program.run(
        "qemu-img",
        "create",
        "-u",
        "-f",
        "qcow2",
        "-F",
        "qcow2",
        "-b",
        "x".repeat(40),
        top + "",
        "1M");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(top));
    byte[] name = backing.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    bytes.position((int) bytes.getLong(8)).put(name);
    bytes.putInt(16, name.length);
    int extension = 112;
    assertThat(bytes.getInt(extension)).isEqualTo(0xE2792ACA);
    bytes.putInt(extension + 4, format.length());
    bytes.putLong(extension + 8, 0);
    bytes.put(extension + 8, format.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    if (format.isEmpty()) {
      bytes.putInt(extension, 0);
    }
    Files.write(top, bytes.array());
    assertUnsupported(top, words);
  }

  @Test
  void saysThatATruncatedFileIsDamaged() throws IOException {
    Path disk = directory.resolve("disk");
    Program.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw + "", disk + "");
    byte[] whole = Files.readAllBytes(disk);
    Files.write(disk, Arrays.copyOf(whole, whole.length / 2));
    try (DiskImage image = DiskImages.open(disk, DiskFormat.QCOW2)) {
      assertThatThrownBy(() -> Disks.read(image))
          .asInstanceOf(InstanceOfAssertFactories.type(DiskException.class))
          .returns(DiskException.Reason.DAMAGED, DiskException::reason);
    }
  }

  private static void assertReads(Path disk, byte[] expected) {
    try (DiskImage image = DiskImages.open(disk, DiskImages.probe(disk))) {
      assertThat(image.size()).isEqualTo(expected.length);
      assertThat(Disks.read(image)).isEqualTo(expected);
      assertSkipsZerosOnly(image, expected);
    }
  }

  private static void assertSkipsZerosOnly(DiskImage image, byte[] expected) {
    long at = 0;
    while (at < expected.length) {
      long next = image.skipZeros(at, expected.length);
      byte[] skipped = Arrays.copyOfRange(expected, (int) at, (int) next);
      assertThat(skipped).as("from " + at).isEqualTo(new byte[skipped.length]);
      at = Math.max(next, at + 512);
    }
  }

  private static void assertUnsupported(Path disk, String words) {
    assertThatThrownBy(
            () -> {
              try (DiskImage image = DiskImages.open(disk, DiskImages.probe(disk))) {
                Disks.read(image);
              }
            })
        .hasMessageContaining(disk.toString())
        .hasMessageContaining(words)
        .asInstanceOf(InstanceOfAssertFactories.type(DiskException.class))
        .returns(DiskException.Reason.UNSUPPORTED, DiskException::reason);
  }
}
