package dev.casement.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Who may use a file. */
public final class Permissions {
  private Permissions() {}

  /**
   * Sets the permissions of a file or directory, where the host knows those of POSIX.
   *
   * @param permissions as ls writes them: {@code rwx------}
   */
  public static void set(Path file, String permissions) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(permissions));
    }
  }
}
