package dev.casement.files;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Checks the host's free disk space. */
public final class HostSpace {
  private HostSpace() {}

  /** The free space where this directory is, as far as this user may fill it. */
  public static DataSize free(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    return new DataSize(directory.toFile().getUsableSpace());
  }

  /**
   * @param directory an existing directory
   * @param option the command-line option that chooses another directory
   * @throws BuildException HOST when there is less than {@code needed} free
   */
  public static void require(Path directory, DataSize needed, String whatFor, String option) {
    try {
      DataSize free = free(directory);
      if (free.compareTo(needed) < 0) {
        throw new BuildException(
            Failure.HOST,
            "%s needs about %s in %s, which has %s free"
                .formatted(whatFor, needed, directory, free),
            "free some space, or choose another place with " + option);
      }
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the free space of " + directory + " cannot be read: " + e.getMessage(),
          "choose another place with " + option,
          e);
    }
  }
}
