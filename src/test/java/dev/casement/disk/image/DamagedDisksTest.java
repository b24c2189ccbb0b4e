package dev.casement.disk.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.media.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the bytes of a disk file, it is read or refused with a {@link DiskException}. */
class DamagedDisksTest {
  private static final byte[][] DISKS = new byte[5][];
  private static Path file = Path.of("");

  /** One byte of the tables of a disk becomes another. */
  record Change(int at, int value) {}

  @BeforeContainer
  static void make() throws IOException {
    Path directory = Files.createTempDirectory("casement-damaged");
    file = directory.resolve("disk");
    Path raw = Disks.write(directory.resolve("raw"), Disks.content(200_000, 3));
    String[][] kinds = {
      {"-c", "qcow2", "cluster_size=4k"},
      {"-q", "qcow2", "cluster_size=512"},
      {"-q", "qcow2", "cluster_size=16k,extended_l2=on"},
      {"-q", "vdi", "static=off"},
      {"-c", "qcow2", "cluster_size=4k,compression_type=zstd"}
    };
    for (int i = 0; i < kinds.length; i++) {
      Program.run(
          "qemu-img",
          "convert",
          kinds[i][0],
          "-f",
          "raw",
          "-O",
          kinds[i][1],
          "-o",
          kinds[i][2],
          raw + "",
          file + "");
      DISKS[i] = Files.readAllBytes(file);
    }
    Files.delete(raw);
  }

  @AfterContainer
  static void clear() throws IOException {
    Files.deleteIfExists(file);
    Files.delete(file.resolveSibling(""));
  }

  @Property(tries = 400)
  void changedBytesAreReadOrRefused(
      @ForAll("disks") int disk, @ForAll("changes") List<Change> changes) throws IOException {
    byte[] bytes = DISKS[disk].clone();
    for (Change change : changes) {
      bytes[change.at % bytes.length] = (byte) change.value;
    }
    assertReadOrRefused(bytes, disk == 3 ? DiskFormat.VDI : DiskFormat.QCOW2);
  }

  @Property(tries = 60)
  void truncatedDisksAreReadOrRefused(@ForAll("disks") int disk, @ForAll("positions") int length)
      throws IOException {
    assertReadOrRefused(
        java.util.Arrays.copyOf(DISKS[disk], Math.min(length, DISKS[disk].length)),
        disk == 3 ? DiskFormat.VDI : DiskFormat.QCOW2);
  }

  private static void assertReadOrRefused(byte[] bytes, DiskFormat format) throws IOException {
    Files.write(file, bytes);
    try (DiskImage image = DiskImages.open(file, format)) {
      PartitionTable.read(image);
      ByteBuffer to = ByteBuffer.allocate(10_000);
      for (long at = 0; at < Math.min(image.size(), 200_000); at += 10_000) {
        image.read(at, to.clear());
      }
      image.read(image.size() / 2, to.clear());
      image.read(image.size() - 1, to.clear());
    } catch (DiskException e) {
      assertThat(e.what()).contains(file.toString());
    }
  }

  @Provide
  Arbitrary<Integer> disks() {
    return Arbitraries.integers().between(0, DISKS.length - 1);
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 600), Arbitraries.integers().between(0, 300_000));
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            positions(),
            Arbitraries.oneOf(
                Arbitraries.of(0, 1, 0x7f, 0x80, 0xff), Arbitraries.integers().between(0, 255)))
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }
}
