package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.media.author.MediaFile;
import dev.casement.media.author.OpticalImage;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  @TempDir Path directory;

  @Test
  void aDirectoryAndAnIsoOfTheSameFilesAreTheSameTree() throws IOException {
    Path files = Files.createDirectories(directory.resolve("files/net/x64"));
    Files.writeString(files.resolve("e1000.inf"), "[Version]");
    Files.writeString(files.resolveSibling("readme.txt"), "read me");
    Path iso = directory.resolve("drivers.iso");
    OpticalImage.write(
        iso,
        "DRIVERS",
        List.of(
            MediaFile.ofText("net/readme.txt", "read me"),
            MediaFile.ofText("net/x64/e1000.inf", "[Version]")));

    FileTree ofDirectory = FileTree.read(directory.resolve("files"));
    FileTree ofIso = FileTree.read(iso);

    assertThat(ofDirectory.isDirectory()).isTrue();
    assertThat(ofIso.isDirectory()).isFalse();
    assertThat(ofIso.files()).isEqualTo(ofDirectory.files());
    assertThat(ofIso.files())
        .extracting(FileTree.Entry::path)
        .containsExactly("net/readme.txt", "net/x64/e1000.inf");
    assertThat(ofIso.size()).isEqualTo(16);
    for (FileTree tree : List.of(ofDirectory, ofIso)) {
      MediaFile file = tree.mediaFile(tree.files().getLast(), "casement/payload/drivers/01/a.inf");
      assertThat(file.path()).isEqualTo("casement/payload/drivers/01/a.inf");
      try (InputStream content = file.content().open()) {
        assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo("[Version]");
      }
    }
  }

  @Test
  void whatIsNeitherADirectoryNorAnIsoIsSaidToBeWhatItIs() throws IOException {
    Path zip = Files.writeString(directory.resolve("drivers.zip"), "PK\3\4" + "x".repeat(40_000));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> FileTree.read(zip))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining("a ZIP archive");
  }

  @Test
  void aDirectoryThatLeadsBackToItselfIsNotFollowedForEver() throws IOException {
    Path files = Files.createDirectories(directory.resolve("files"));
    Files.createSymbolicLink(files.resolve("again"), files);

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> FileTree.read(files))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.HOST));
  }
}
