package dev.casement.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = directory.resolve("lock");
  }

  @Test
  void oneHolderKeepsAllOthersOut() throws IOException {
    try (LockFile _ = LockFile.tryAcquire(file).orElseThrow()) {
      assertThat(LockFile.tryAcquire(file)).isEmpty();
      assertThat(LockFile.tryShare(file)).isEmpty();
    }
    try (LockFile _ = LockFile.tryAcquire(file).orElseThrow()) {
      assertThat(file).exists();
    }
  }

  @Test
  void whoIsPatientGetsALockThatIsSoonReleased() throws Exception {
    LockFile looking = LockFile.tryAcquire(file).orElseThrow();
    Thread release =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(100);
                    looking.close();
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });

    Optional<LockFile> lock = LockFile.tryShare(file, Duration.ofSeconds(30));

    assertThat(lock).isPresent();
    assertThat(LockFile.tryAcquire(file, Duration.ofMillis(50))).isEmpty();
    lock.orElseThrow().close();
    release.join();
  }

  @Test
  void whoSharesItKeepsOutWhoDoesNotUntilTheLastHasClosedIt() throws IOException {
    LockFile one = LockFile.tryShare(file).orElseThrow();
    LockFile other = LockFile.tryShare(file).orElseThrow();
    one.close();
    one.close();
    assertThat(LockFile.tryAcquire(file)).isEmpty();
    other.close();

    Optional<LockFile> alone = LockFile.tryAcquire(file);

    assertThat(alone).isPresent();
    alone.orElseThrow().close();
  }
}
