package dev.casement.pipeline.engine;

import dev.casement.files.LockFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Prevents two builds of the same name from running at once. */
public final class BuildLock {
  /** Longer than {@code casement clean} looks whether a lock is held. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private BuildLock() {}

  /**
   * Takes the lock of a name.
   *
   * @throws BuildException HOST when another build holds it
   */
  public static LockFile acquire(Path file) {
    try {
      return LockFile.tryAcquire(file, PATIENCE)
          .orElseThrow(
              () ->
                  new BuildException(
                      Failure.HOST,
                      "another build of the same name is running (it has locked " + file + ")",
                      "wait for it to end, or give this recipe another name"));
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, file + " cannot be locked: " + e.getMessage(), "check its permissions", e);
    }
  }

  /**
   * Takes the lock of a build unless it is running.
   *
   * @param work its working files
   */
  static Optional<LockFile> tryAcquireOf(Path work) throws IOException {
    return LockFile.tryAcquire(work.resolveSibling(work.getFileName() + ".lock"));
  }

  /**
   * Whether a build is running.
   *
   * @param work its working files
   * @throws BuildException HOST when its lock cannot be read
   */
  public static boolean isHeld(Path work) {
    try (LockFile lock = tryAcquireOf(work).orElse(null)) {
      return lock == null;
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the lock of " + work + " cannot be read: " + e,
          "check the permissions there",
          e);
    }
  }

  /**
   * Takes the lock of the named build in a work directory, to clean up after it.
   *
   * @throws BuildException HOST when the build is running
   */
  public static LockFile ofBuild(Path workDirectory, String name) {
    Path builds = BuildDirectories.makePrivate(workDirectory.resolve("builds"));
    return acquire(builds.resolve(name + ".lock"));
  }
}
