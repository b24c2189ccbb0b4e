package dev.casement.media.volume;

import dev.casement.report.BuildException;
import java.util.List;

/** A name in a directory of a medium; what it refers to is read on demand. */
public interface MediumEntry {
  /** The path relative to the root, with {@code /} between names; empty for the root. */
  String path();

  boolean isDirectory();

  /**
   * The entries of a directory, in the medium's order, without itself and its parent.
   *
   * @throws BuildException MEDIA if it is damaged
   * @throws IllegalStateException if this is a file
   */
  List<MediumEntry> entries();

  /**
   * The file with this name.
   *
   * @throws BuildException MEDIA if it is damaged
   * @throws IllegalStateException if this is a directory
   */
  MediumFile file();

  /** The last component of the path. */
  default String name() {
    return path().substring(path().lastIndexOf('/') + 1);
  }

  /** The path of a name below a directory's path. */
  static String pathOf(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }
}
