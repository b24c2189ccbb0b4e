package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.media.author.MediaFile;
import dev.casement.media.author.OpticalImage;
import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of more than 4 GiB in ISO 9660: several directory records make one file. */
class LargeMediaIT {
  private static final long SIZE = (1L << 32) + 12_345;
  private static final byte[] END = MediaFiles.random(20_000, 6);

  @TempDir Path directory;

  @Test
  void writesAFileOfMoreThanFourGibibytes() throws IOException {
    Path iso = directory.resolve("large.iso");
    Path sparse = sparse(directory.resolve("big.bin"));
    OpticalImage.write(
        iso, "LARGE", java.util.List.of(MediaFile.ofHostFile("payload/big.bin", sparse)));
    Files.delete(sparse);
    assertThat(Program.run("7z", "l", iso.toString())).contains(Long.toString(SIZE));
    Path tail = directory.resolve("tail.bin");
    Program.run(
        "xorriso",
        "-osirrox",
        "on",
        "-indev",
        iso.toString(),
        "-extract_cut",
        "/payload/big.bin",
        Long.toString(SIZE - END.length),
        Integer.toString(END.length),
        tail.toString());
    assertThat(tail).hasBinaryContent(END);
    assertEnd(iso, "payload/big.bin");
  }

  @Test
  void readsAFileOfMoreThanFourGibibytesThatXorrisoWrote() throws IOException {
    Fixture fixture = new Fixture(Files.createDirectory(directory.resolve("tree")));
    fixture.text("sources/readme.txt", "x");
    sparse(fixture.root().resolve("sources/install.wim"));
    Path iso = directory.resolve("xorriso.iso");
    fixture.iso(iso, "xorriso", "-as", "mkisofs", "-iso-level", "3", "-J");
    assertEnd(iso, "sources/install.wim");
  }

  private static Path sparse(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(SIZE - END.length);
      file.write(END);
    }
    return path;
  }

  private static void assertEnd(Path iso, String path) throws IOException {
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      MediumFile file = medium.file(path).orElseThrow();
      assertThat(file.size()).isEqualTo(SIZE);
      ByteBuffer end = ByteBuffer.allocate(END.length);
      assertThat(file.read(SIZE - END.length, end)).isEqualTo(END.length);
      assertThat(end.array()).isEqualTo(END);
      try (InputStream in = file.openStream()) {
        assertThat(in.skip(SIZE - 3)).isEqualTo(SIZE - 3);
        assertThat(in.readAllBytes()).hasSize(3).endsWith(END[END.length - 1]);
      }
    }
  }
}
