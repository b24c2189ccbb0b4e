package dev.casement.pipeline.engine;

import dev.casement.files.LockFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Path;

/** Prevents two builds of the same name from running at once. */
public final class BuildLock {
  private BuildLock() {}

  /**
   * Takes the lock of a name.
   *
   * @throws BuildException HOST when another build holds it
   */
  public static LockFile acquire(Path file) {
    try {
      return LockFile.tryAcquire(file)
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
   * Takes the lock of the named build in a work directory, to clean up after it.
   *
   * @throws BuildException HOST when the build is running
   */
  public static LockFile ofBuild(Path workDirectory, String name) {
    Path builds = BuildDirectories.makePrivate(workDirectory.resolve("builds"));
    return acquire(builds.resolve(name + ".lock"));
  }
}
