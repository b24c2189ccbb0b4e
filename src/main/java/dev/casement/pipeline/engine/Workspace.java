package dev.casement.pipeline.engine;

import dev.casement.files.Directories;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;

/** The working files of one build; closing it deletes them. */
public final class Workspace implements AutoCloseable {
  private final BuildDirectories directories;

  private Workspace(BuildDirectories directories) {
    this.directories = directories;
  }

  /** Creates an empty directory; leftovers of an earlier build of this name are deleted. */
  public static Workspace create(BuildDirectories directories) {
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
    return new Workspace(directories);
  }

  @Override
  public void close() throws IOException {
    Directories.deleteTree(directories.work());
  }
}
