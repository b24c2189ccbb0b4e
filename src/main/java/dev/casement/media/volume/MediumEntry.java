package dev.casement.media.volume;

import dev.casement.report.BuildException;
import java.util.List;

/** A name in a directory of a medium; what stands behind it is read only when asked for. */
public interface MediumEntry {
  /** The path from the root, with {@code /} between names and none in front; empty for the root. */
  String path();

  boolean isDirectory();

  /**
   * What a directory holds, in the medium's order, without itself and its parent.
   *
   * @throws BuildException MEDIA when it is damaged
   * @throws IllegalStateException when this is a file
   */
  List<MediumEntry> entries();

  /**
   * The file behind the name.
   *
   * @throws BuildException MEDIA when it is damaged
   * @throws IllegalStateException when this is a directory
   */
  MediumFile file();

  /** The last name of the path. */
  default String name() {
    return path().substring(path().lastIndexOf('/') + 1);
  }

  /** The path of a name below a directory's path. */
  static String pathOf(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }
}
