package dev.casement.pipeline.engine;

import dev.casement.files.Directories;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The working files of one build; closing it deletes them. */
public final class Workspace implements AutoCloseable {
  private static final String KEPT = "kept";

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

  /** Notes that the files of a failed build are kept on purpose, to be examined. */
  public static void keep(BuildDirectories directories) {
    try {
      Files.write(directories.work().resolve(KEPT), new byte[0]);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          directories.work() + " cannot be written to: " + e,
          "check the permissions and free space of --work-dir",
          e);
    }
  }

  /**
   * Whether the files of a build that is not running are kept on purpose.
   *
   * @param work the build's files
   */
  public static boolean isKept(Path work) {
    return Files.exists(work.resolve(KEPT));
  }

  @Override
  public void close() throws IOException {
    Directories.deleteTree(directories.work());
  }
}
