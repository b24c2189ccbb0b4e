package dev.casement.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.report.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLockTest {
  @TempDir Path directory;

  @Test
  void keepsASecondBuildOut() throws IOException {
    Path file = directory.resolve("lock");
    try (BuildLock _ = BuildLock.acquire(file)) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> BuildLock.acquire(file))
          .withMessageContaining("another build");
    }
    assertThat(file).doesNotExist();
    BuildLock.acquire(file).close();
  }

  @Test
  void aFileLeftByACrashIsNoLock() throws IOException {
    Path file = Files.createFile(directory.resolve("lock"));

    BuildLock.acquire(file).close();

    assertThat(file).doesNotExist();
  }
}
