package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.media.author.MediaFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files to write onto media, and what came back from them. */
public final class MediaFiles {
  private MediaFiles() {}

  /** Names that make a file system work: long, short, same stem, accents, spaces, many dots. */
  public static List<MediaFile> varied() {
    return List.of(
        MediaFile.ofText("Autounattend.xml", "<unattend/>\n"),
        MediaFile.ofText("casement/job.xml", "<job/>\n"),
        MediaFile.ofText("casement/steps/generalize.ps1", "# generalize\n"),
        MediaFile.ofText("casement/steps/generalize-again.ps1", "# again\n"),
        MediaFile.ofText("casement/steps/GENERA~1.PS1", "# a given name like a made one\n"),
        MediaFile.ofText("casement/user/01-harden the server.ps1", "# harden\n"),
        MediaFile.ofText("casement/user/überprüfung.ps1", "# umlauts\n"),
        MediaFile.ofText("casement/user/a.b.c.tar.gz", "dots\n"),
        MediaFile.ofText("casement/user/.hidden", "dot first\n"),
        MediaFile.ofText("casement/user/thirteen-char", "exactly 13\n"),
        MediaFile.ofText("casement/user/" + "n".repeat(60) + ".txt", "64 characters\n"),
        MediaFile.ofText("casement/empty.txt", ""),
        MediaFile.of("casement/sector.bin", random(512, 1)),
        MediaFile.of("casement/cluster.bin", random(2048, 2)),
        MediaFile.of("casement/big.bin", random(100_001, 3)),
        MediaFile.ofText("README.TXT", "plain\n"));
  }

  public static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public static byte[] content(MediaFile file) {
    try (InputStream in = file.content().open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that a directory holds these files and no others, byte for byte. */
  public static void assertExtracted(Path directory, List<MediaFile> files) throws IOException {
    Map<String, Integer> expected = new TreeMap<>();
    for (MediaFile file : files) {
      expected.put(file.path(), java.util.Arrays.hashCode(content(file)));
    }
    Map<String, Integer> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        found.put(
            directory.relativize(path).toString(),
            java.util.Arrays.hashCode(Files.readAllBytes(path)));
      }
    }
    assertThat(found).isEqualTo(expected);
  }
}
