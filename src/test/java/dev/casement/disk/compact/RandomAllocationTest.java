package dev.casement.disk.compact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever ranges are to be zeros, the overlay reads as the disk below everywhere else. */
class RandomAllocationTest {
  private static final int PIECE = FreeSpace.GRANULE;

  private static Path directory = Path.of("");
  private static byte[] content = new byte[0];

  @BeforeContainer
  static void make() throws IOException {
    directory = Files.createTempDirectory("casement-overlay");
    // A last L2 table that is not full, and an end within a piece.
    content = new byte[6 * (2 << 20) + 5 * PIECE + 512];
    new Random(9).nextBytes(content);
    Files.write(directory.resolve("below"), content);
  }

  @AfterContainer
  static void clear() throws IOException {
    for (String name : new String[] {"below", "overlay", "raw"}) {
      Files.deleteIfExists(directory.resolve(name));
    }
    Files.delete(directory);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void theOverlayHasZerosExactlyThere(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 1200) int longest) throws IOException {
    Random random = new Random(seed);
    Extents zeros = new Extents();
    byte[] expected = content.clone();
    for (int at = random.nextInt(longest); at < content.length / PIECE; ) {
      int end = Math.min(content.length / PIECE, at + 1 + random.nextInt(longest));
      zeros.add((long) at * PIECE, (long) end * PIECE);
      java.util.Arrays.fill(expected, at * PIECE, end * PIECE, (byte) 0);
      at = end + random.nextInt(longest);
    }
    VirtualDisk below = new VirtualDisk(directory.resolve("below"), DiskFormat.RAW);
    Path overlay = directory.resolve("overlay");
    ZeroOverlay.write(overlay, below, content.length, zeros);

    // The reader is held against qemu-img in other tests, and the overlay in CompactionTest.
    try (DiskImage image = DiskImages.open(overlay, DiskFormat.QCOW2)) {
      ByteBuffer read = ByteBuffer.allocate(content.length);
      image.read(0, read);
      assertThat(read.array()).isEqualTo(expected);
    }
    assertThat(zeros.total() + zeros.others(content.length).total()).isEqualTo(content.length);
  }

  @Property(tries = 4, shrinking = ShrinkingMode.OFF)
  void qemuImgReadsItAndFindsNothingWrong(@ForAll long seed) throws IOException {
    theOverlayHasZerosExactlyThere(seed, 700);
    Path overlay = directory.resolve("overlay");
    Path raw = directory.resolve("raw");
    dev.casement.media.Program.run("qemu-img", "check", "-f", "qcow2", overlay + "");
    dev.casement.media.Program.run(
        "qemu-img", "convert", "-f", "qcow2", "-O", "raw", overlay + "", raw + "");
    try (DiskImage image = DiskImages.open(overlay, DiskFormat.QCOW2)) {
      ByteBuffer read = ByteBuffer.allocate(content.length);
      image.read(0, read);
      assertThat(Files.readAllBytes(raw)).isEqualTo(read.array());
    }
  }

  @Property(tries = 1)
  void tablesOfNothingButZerosAreOne() throws IOException {
    long size = 16L << 30;
    Extents zeros = new Extents();
    zeros.add(1 << 20, size);
    VirtualDisk below = new VirtualDisk(directory.resolve("below"), DiskFormat.RAW);
    Path overlay = directory.resolve("overlay");
    ZeroOverlay.write(overlay, below, size, zeros);
    assertThat(Files.size(overlay)).isLessThan(160 << 10);
    dev.casement.media.Program.run("qemu-img", "check", "-f", "qcow2", overlay + "");
  }
}
