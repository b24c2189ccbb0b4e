package dev.casement.pipeline.engine;

import dev.casement.files.LockFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Keeps media in the work directory from being deleted while builds may need them. */
public final class MediaUse {
  /** Deleting some files takes no longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private MediaUse() {}

  /**
   * Begins to use the media, until the result is closed; waits while somebody deletes some.
   *
   * @throws BuildException HOST when the lock cannot be taken
   */
  public static LockFile begin(Path workDirectory) {
    try {
      Path file = Files.createDirectories(workDirectory).resolve("media.lock");
      return LockFile.tryShare(file, PATIENCE)
          .orElseThrow(
              () ->
                  new BuildException(
                      Failure.HOST,
                      "another process is deleting media (it has locked " + file + ")",
                      "run the same command again when casement clean has ended"));
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          workDirectory + " cannot be used: " + e,
          "check its permissions, or choose another with --work-dir",
          e);
    }
  }

  /** Keeps builds from beginning to use the media; empty if any build uses them. */
  public static Optional<LockFile> tryForbid(Path workDirectory) throws IOException {
    return LockFile.tryAcquire(workDirectory.resolve("media.lock"));
  }
}
