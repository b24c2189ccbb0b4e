package dev.casement.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.files.LockFile;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLockTest {
  @TempDir Path directory;

  @Test
  void keepsASecondBuildOut() throws IOException {
    Path file = directory.resolve("lock");
    try (LockFile _ = BuildLock.acquire(file)) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> BuildLock.acquire(file))
          .withMessageContaining("another build");
    }
    BuildLock.acquire(file).close();
  }

  @Test
  void aSecondBuildOfThisProcessDoesNotLetThoseOfOthersIn() throws Exception {
    Path file = directory.resolve("lock");
    try (LockFile _ = BuildLock.acquire(file)) {
      assertThatExceptionOfType(BuildException.class).isThrownBy(() -> BuildLock.acquire(file));

      assertThat(anotherProcessLocks(file)).isFalse();
    }
    assertThat(anotherProcessLocks(file)).isTrue();
  }

  @Test
  void whoOpenedTheFileBeforeTheLockWasGivenBackLocksWhatOthersSee() throws IOException {
    Path file = directory.resolve("lock");
    LockFile first = BuildLock.acquire(file);
    try (FileChannel waiting = FileChannel.open(file, StandardOpenOption.WRITE)) {
      first.close();
      assertThat(waiting.tryLock()).isNotNull();

      assertThat(file).as("the file that is locked").exists();
    }
  }

  @Test
  void aFileLeftByACrashIsNoLock() throws IOException {
    Path file = Files.createFile(directory.resolve("lock"));

    BuildLock.acquire(file).close();
  }

  private static boolean anotherProcessLocks(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Locking.class.getName(),
                file.toString())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue() == 0;
  }

  /** A process that ends well when it gets the lock of the file it is told. */
  static final class Locking {
    private Locking() {}

    public static void main(String[] arguments) throws IOException {
      if (LockFile.tryAcquire(Path.of(arguments[0])).isEmpty()) {
        System.exit(1);
      }
    }
  }
}
