package dev.casement.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
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
  void whatKilledWritersLeftIsDeletedAndNothingElse(@TempDir Path scratch) throws IOException {
    Path image = scratch.resolve("image.qcow2");
    for (String name :
        List.of(".image.qcow2.part", ".image.qcow2.1f.part", "image.qcow2", ".image.part")) {
      Files.createFile(scratch.resolve(name));
    }

    CompleteFile.deleteParts(image);

    assertThat(scratch)
        .isDirectoryNotContaining("glob:**/.image.qcow2*")
        .isDirectoryContaining("glob:**/image.qcow2")
        .isDirectoryContaining("glob:**/.image.part");
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
  void theContentIsOnTheDiskBeforeTheNameAndTheNameAtTheEnd() throws IOException {
    Path part = Files.writeString(directory.resolve("part"), "new");
    List<String> steps = new ArrayList<>();

    CompleteFile.publish(
        part,
        file,
        (from, to) -> {
          steps.add("name " + to.getFileName());
          Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        },
        new CompleteFile.Sync() {
          @Override
          public void file(Path synced) {
            steps.add("sync " + synced.getFileName());
          }

          @Override
          public void directory(Path synced) {
            steps.add("sync directory " + directory.relativize(synced));
          }
        });

    assertThat(steps).containsExactly("sync part", "name file", "sync directory ");
    assertThat(file).hasContent("new");
  }

  /** An interrupt must not lose what is complete. */
  @Test
  void anInterruptedThreadStillWrites() throws IOException {
    Thread.currentThread().interrupt();
    CompleteFile.write(file, part -> Files.copy(directory.resolve("file"), part));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("old");
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
