package dev.casement.media;

import dev.casement.windows.Architecture;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A driver on a driver medium, for one operating system and architecture.
 *
 * @param driver the driver's folder, such as {@code viostor}
 * @param folder the operating system's folder, such as {@code 2k22}, spelled as on the medium
 * @param path of the folder with the files, with {@code /} between names
 * @param version from the .inf's {@code DriverVer}, such as {@code 100.94.104.24800}
 * @param infFiles names of the .inf files, at least one
 */
public record DriverPackage(
    String driver,
    String folder,
    Architecture architecture,
    String path,
    Optional<String> version,
    List<String> infFiles) {
  public DriverPackage {
    infFiles = List.copyOf(infFiles);
    if (infFiles.isEmpty()) {
      throw new IllegalArgumentException("a driver package has an .inf file: " + path);
    }
  }

  /** The names of its drivers: those of the .inf files, in lower case, without extension. */
  public List<String> names() {
    return infFiles.stream()
        .map(file -> file.substring(0, file.lastIndexOf('.')).toLowerCase(Locale.ROOT))
        .toList();
  }
}
