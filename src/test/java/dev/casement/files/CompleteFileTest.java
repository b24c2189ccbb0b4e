package dev.casement.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompleteFileTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void before() throws IOException {
    file = Files.writeString(directory.resolve("file"), "old");
  }

  @Test
  void replacesAFileOnlyWhenTheNewOneIsWhole() throws IOException {
    CompleteFile.write(
        file,
        part -> {
          Files.writeString(part, "new");
          assertThat(file).hasContent("old");
        });

    assertThat(file).hasContent("new");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void whatIsHalfDoneIsDeletedAndTheOldFileStays() {
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(
            () ->
                CompleteFile.write(
                    file,
                    part -> {
                      Files.writeString(part, "ne");
                      throw new InterruptedException();
                    }));

    assertThat(file).hasContent("old");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void aFileOfTheUsersIsNeverReplaced() {
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> CompleteFile.writeNew(file, "new"));

    assertThat(file).hasContent("old");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void aTreeIsDeletedAndNothingBehindItsLinks() throws IOException {
    Path tree = directory.resolve("tree");
    Files.createSymbolicLink(
        Files.createDirectories(tree.resolve("deep")).resolve("link"), directory);
    Files.createSymbolicLink(tree.resolve("dangling"), directory.resolve("nothing"));

    Directories.deleteTree(tree);
    Directories.deleteTree(tree);

    assertThat(tree).doesNotExist();
    assertThat(file).hasContent("old");
  }
}
