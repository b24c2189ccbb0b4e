package dev.casement.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.media.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OccupiedTest {
  @TempDir Path directory;

  @Test
  @Timeout(300)
  void countsAFileOnceAndFollowsNoLink() throws IOException {
    Path tree = directory.resolve("tree");
    Path inner = Files.createDirectories(tree.resolve("some/inner/most"));
    Files.write(tree.resolve("some/file"), new byte[70_000]);
    Files.createLink(inner.resolve("its other name"), tree.resolve("some/file"));
    Files.createSymbolicLink(inner.resolve("up"), Path.of("../.."));
    Files.createSymbolicLink(tree.resolve("some/itself"), Path.of("itself"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("some"));
    Files.write(inner.resolve("small"), new byte[3]);
    Files.write(tree.resolve("outside"), new byte[5]);
    Path disk = directory.resolve("volume.raw");
    Program.run("truncate", "-s", "16M", disk + "");
    Program.run("mkntfs", "-q", "-F", "-f", disk + "");
    Path wim = directory.resolve("tree.wim");
    Program.run("wimlib-imagex", "capture", tree + "", wim + "", "--compress=none");
    Program.run("wimlib-imagex", "apply", wim + "", disk + "");

    try (DiskImage image = DiskImages.open(disk, DiskFormat.RAW)) {
      NtfsVolume volume = NtfsVolume.open(image);
      assertThat(Occupied.below(volume, "\\some")).contains(new Occupied(70_003, true));
      assertThat(Occupied.below(volume, "\\some\\inner\\most"))
          .contains(new Occupied(70_003, true));
      // Neither a link nor a file is a directory of its own.
      for (String path : new String[] {"\\link", "\\outside", "\\nothing"}) {
        assertThat(Occupied.below(volume, path)).isEqualTo(Optional.empty());
      }
      assertThat(volume.find("link").orElseThrow().reparsePoint()).isPresent();
      assertThat(volume.find("some\\file").orElseThrow().links()).hasSize(2);
    }
  }
}
