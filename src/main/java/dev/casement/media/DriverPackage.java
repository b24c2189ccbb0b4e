package dev.casement.media;

import dev.casement.windows.Architecture;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One driver of driver media, for one operating system folder and architecture.
 *
 * @param driver the driver's folder, such as {@code viostor}
 * @param folder the operating system's folder, such as {@code 2k22}, as the medium writes it
 * @param path the folder with the files, with {@code /} between names
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
  /** As virtio-win stamps its drivers: 100.101.104.28500 is of 0.1.285. */
  private static final Pattern VIRTIO_WIN = Pattern.compile("\\d+\\.\\d+\\.104\\.(\\d{1,7})\\d\\d");

  public DriverPackage {
    infFiles = List.copyOf(infFiles);
    if (infFiles.isEmpty()) {
      throw new IllegalArgumentException("a driver package has an .inf file: " + path);
    }
  }

  /** What its drivers are called: the names of the .inf files, without their ending. */
  public List<String> names() {
    return infFiles.stream()
        .map(file -> file.substring(0, file.lastIndexOf('.')).toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The virtio-win, 0.1.BUILD, that it is of; empty for a version that is none of virtio-win's. */
  OptionalInt build() {
    Matcher stamped = VIRTIO_WIN.matcher(version.orElse(""));
    return stamped.matches()
        ? OptionalInt.of(Integer.parseInt(stamped.group(1)))
        : OptionalInt.empty();
  }
}
