package dev.casement.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.ntfs.FileReference;
import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.media.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Symbolic links that wimlib wrote, and junctions. */
class LinkedPathTest {
  private static final int JUNCTION = 0xa0000003;

  @TempDir Path directory;

  @Test
  @Timeout(300)
  void leadsWhereWindowsGoes() throws IOException {
    Path tree = directory.resolve("tree");
    Files.createDirectories(tree.resolve("data/inner"));
    Files.writeString(tree.resolve("data/inner/file"), "content");
    link(tree, "relative", "data/inner");
    link(tree, "data/up", "../data/./inner/../inner");
    link(tree, "absolute", "/data");
    link(tree, "nothing", "data/none");
    link(tree, "circle", "data/circle");
    link(tree, "data/circle", "../circle");
    link(tree, "link0", "data");
    for (int i = 1; i < 64; i++) {
      link(tree, "link" + i, "link" + (i - 1));
    }
    for (String name : new String[] {"here", "root", "there", "volume", "odd"}) {
      Files.writeString(tree.resolve(name), "");
    }
    Path disk = volume(tree);
    junction(disk, "here", "\\??\\c:\\data\\inner");
    junction(disk, "root", "\\??\\C:\\");
    junction(disk, "there", "\\??\\D:\\data");
    junction(disk, "volume", "\\??\\Volume{6a5e0000-0000-4000-8000-000000000001}\\");
    junction(disk, "odd", "");

    try (DiskImage image = DiskImages.open(disk, DiskFormat.RAW)) {
      NtfsVolume volume = NtfsVolume.open(image);
      FileReference file = volume.find("data\\inner\\file").orElseThrow().reference();
      for (String path :
          new String[] {
            "\\data\\inner\\file",
            "RELATIVE/FILE",
            "data\\up\\file",
            "absolute\\inner\\file",
            "absolute\\up\\file",
            "here\\file",
            "root\\root\\here\\file",
            "link62\\inner\\file"
          }) {
        assertThat(find(volume, path).map(NtfsFile::reference)).as(path).contains(file);
      }
      assertThat(find(volume, "data\\inner\\..\\..\\..\\data").orElseThrow().isDirectory())
          .isTrue();
      for (String path :
          new String[] {"nothing", "nothing\\x", "data\\x", "data\\inner\\file\\x"}) {
        assertThat(find(volume, path)).as(path).isEqualTo(Optional.empty());
      }
      refuses(volume, "there\\x", "there\\x leads out of the volume, to \\??\\D:\\data");
      refuses(volume, "volume", "volume leads out of the volume, to \\??\\Volume{");
      refuses(volume, "odd", "odd leads out of the volume, to ");
      refuses(volume, "circle", "circle leads through more links than Windows follows");
      refuses(volume, "link63", "link63 leads through more links than Windows follows");
      // A link itself has no content.
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> volume.find("relative").orElseThrow().open())
          .withMessageContaining("is a link to data\\inner");
      assertThatExceptionOfType(DiskException.class)
          .isThrownBy(() -> volume.find("there").orElseThrow().open())
          .withMessageContaining("is a junction to \\??\\D:\\data");
    }
  }

  private static Optional<NtfsFile> find(NtfsVolume volume, String path) {
    return LinkedPath.find(volume, path);
  }

  private static void refuses(NtfsVolume volume, String path, String message) {
    assertThatExceptionOfType(DiskException.class)
        .isThrownBy(() -> find(volume, path))
        .withMessageStartingWith(message)
        .matches(e -> e.reason() == DiskException.Reason.ELSEWHERE);
  }

  private static void link(Path tree, String name, String target) throws IOException {
    Files.createSymbolicLink(tree.resolve(name), Path.of(target));
  }

  private Path volume(Path tree) throws IOException {
    Path disk = directory.resolve("volume.raw");
    Program.run("truncate", "-s", "16M", disk + "");
    Program.run("mkntfs", "-q", "-F", "-f", disk + "");
    Path wim = directory.resolve("tree.wim");
    Program.run("wimlib-imagex", "capture", tree + "", wim + "", "--compress=none");
    Program.run("wimlib-imagex", "apply", wim + "", disk + "");
    return disk;
  }

  /** Gives a file the attribute $REPARSE_POINT. */
  private void junction(Path disk, String name, String target) throws IOException {
    byte[] text = target.getBytes(StandardCharsets.UTF_16LE);
    ByteBuffer value = ByteBuffer.allocate(20 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    value.putInt(JUNCTION).putShort((short) (12 + text.length)).putShort((short) 0);
    value.putShort((short) 0).putShort((short) text.length);
    value.putShort((short) (text.length + 2)).putShort((short) 0).put(text);
    Path host = Files.write(directory.resolve("reparse"), value.array());
    Program.run("ntfscp", "-q", "-f", "-a", "192", disk + "", host + "", "/" + name);
  }
}
