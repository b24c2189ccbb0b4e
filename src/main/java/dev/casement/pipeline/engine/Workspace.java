package dev.casement.pipeline.engine;

import dev.casement.files.Directories;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;

/**
 * The working files of one build; closing it deletes them, unless they are to be kept for a look at
 * a failed build.
 */
public final class Workspace implements AutoCloseable {
  private final BuildDirectories directories;
  private final boolean keepFailed;
  private boolean succeeded;
  private boolean kept;

  private Workspace(BuildDirectories directories, boolean keepFailed) {
    this.directories = directories;
    this.keepFailed = keepFailed;
  }

  /** Starts from an empty directory; leftovers of an earlier build of this name are deleted. */
  public static Workspace create(BuildDirectories directories, boolean keepFailed) {
    try {
      Directories.deleteTree(directories.work());
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          directories.work() + " holds files of an earlier build that cannot be deleted: " + e,
          "delete the directory, or choose another with --work-dir",
          e);
    }
    BuildDirectories.makePrivate(directories.work());
    BuildDirectories.makePrivate(directories.media());
    BuildDirectories.makePrivate(directories.state());
    return new Workspace(directories, keepFailed);
  }

  /** The build is done: there is nothing to look at. */
  public void succeeded() {
    succeeded = true;
  }

  /** What is wrong with the build is in these files: they stay until the next build. */
  public void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    if (succeeded || !(keepFailed || kept)) {
      Directories.deleteTree(directories.work());
    }
  }
}
