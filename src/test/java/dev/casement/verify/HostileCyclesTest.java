package dev.casement.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.ntfs.FileReference;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.media.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Structures of NTFS that lead back to themselves end in a refusal or an answer. */
@Timeout(300)
class HostileCyclesTest {
  private static final int SECTOR = 512;
  private static final int NODE = 24;

  @TempDir Path directory;

  @Test
  void anIndexThatIsItsOwnSubnode() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    for (int i = 0; i < 100; i++) {
      Files.writeString(tree.resolve("a rather long name of a file " + (100 + i)), "");
    }
    byte[] disk = Files.readAllBytes(volume(tree));
    assertThat(letBlocksLeadBack(disk)).isPositive();

    try (DiskImage image = open(disk)) {
      NtfsVolume volume = NtfsVolume.open(image);
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> volume.root().list(entry -> {}))
          .withMessageContaining("an index leads back to its block");
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> volume.find("zzz"))
          .withMessageContaining("an index is deeper than any can be");
    }
  }

  /** Gives the last entry of each leaf a subnode: the leaf itself. */
  private static int letBlocksLeadBack(byte[] disk) {
    ByteBuffer bytes = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
    int changed = 0;
    for (int block = 0; block < disk.length; block += SECTOR) {
      if (new String(disk, block, 4, StandardCharsets.ISO_8859_1).equals("INDX")) {
        int node = block + NODE;
        int entry = node + bytes.getInt(node);
        while ((bytes.getShort(entry + 12) & 2) == 0) {
          entry += bytes.getShort(entry + 8);
        }
        // The last bytes of a sector are kept elsewhere.
        if (entry % SECTOR < SECTOR - 32 && (bytes.getShort(entry + 12) & 1) == 0) {
          bytes.putShort(entry + 8, (short) 24).putShort(entry + 12, (short) 3);
          bytes.putLong(entry + 16, bytes.getLong(block + 16));
          bytes.putInt(node + 4, bytes.getInt(node + 4) + 8);
          changed++;
        }
      }
    }
    return changed;
  }

  @Test
  void aDirectoryThatContainsItself() throws IOException {
    Path tree = directory.resolve("tree");
    Files.createDirectories(tree.resolve("outer/inner"));
    Files.write(tree.resolve("outer/file"), new byte[5]);
    byte[] disk = Files.readAllBytes(volume(tree));
    long outer;
    long inner;
    try (DiskImage image = open(disk)) {
      NtfsVolume volume = NtfsVolume.open(image);
      outer = recorded(volume.find("outer").orElseThrow().reference());
      inner = recorded(volume.find("outer\\inner").orElseThrow().reference());
    }
    assertThat(replaceReference(disk, inner, outer, "inner")).isPositive();

    try (DiskImage image = open(disk)) {
      NtfsVolume volume = NtfsVolume.open(image);
      String deep = "outer\\inner\\inner\\inner\\file";
      assertThat(volume.find(deep).orElseThrow().reference())
          .isEqualTo(volume.find("outer\\file").orElseThrow().reference());
      assertThat(Occupied.below(volume, "\\outer")).contains(new Occupied(5, true));
      assertThat(LinkedPath.find(volume, deep + "\\..\\nothing")).isEmpty();
    }
  }

  private static long recorded(FileReference reference) {
    return reference.number() | (long) reference.sequence() << 48;
  }

  /** In the entry of an index, the name is 82 bytes behind the reference. */
  private static int replaceReference(byte[] disk, long from, long to, String name) {
    ByteBuffer bytes = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
    byte[] text = name.getBytes(StandardCharsets.UTF_16LE);
    int changed = 0;
    for (int at = 0; at < disk.length - 100; at += 8) {
      int end = at + 82 + text.length;
      if (bytes.getLong(at) == from && Arrays.equals(disk, at + 82, end, text, 0, text.length)) {
        bytes.putLong(at, to);
        changed++;
      }
    }
    return changed;
  }

  private DiskImage open(byte[] disk) throws IOException {
    return DiskImages.open(Files.write(directory.resolve("hostile.raw"), disk), DiskFormat.RAW);
  }

  private Path volume(Path tree) throws IOException {
    Path disk = directory.resolve("volume.raw");
    Program.run("truncate", "-s", "4M", disk + "");
    Program.run("mkntfs", "-q", "-F", "-f", "-c", "512", disk + "");
    Path wim = directory.resolve("tree.wim");
    Program.run("wimlib-imagex", "capture", tree + "", wim + "", "--compress=none");
    Program.run("wimlib-imagex", "apply", wim + "", disk + "");
    return disk;
  }
}
