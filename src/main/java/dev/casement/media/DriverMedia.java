package dev.casement.media;

import dev.casement.media.volume.MediumEntry;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What Casement knows of a driver medium: virtio-win's packages, {@code <driver>/<os>/<arch>}.
 *
 * @param name the medium's path, for messages
 * @param label the volume label, possibly empty; virtio-win's has its version
 * @param packages in the medium's order
 * @param guestAgent path of the QEMU guest agent's 64-bit installer on the medium
 */
public record DriverMedia(
    String name, String label, List<DriverPackage> packages, Optional<String> guestAgent) {
  private static final String GUEST_AGENT = "guest-agent/qemu-ga-x86_64.msi";
  private static final String DRIVER_MEDIA =
      "use virtio-win.iso (https://github.com/virtio-win/virtio-win-pkg-scripts)";

  public DriverMedia {
    packages = List.copyOf(packages);
  }

  /**
   * Reads a driver ISO.
   *
   * @throws BuildException MEDIA when there is no such file, it is no ISO image, has no drivers, is
   *     damaged or cut short; HOST when the host cannot read it
   */
  public static DriverMedia inspect(Path iso) {
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      List<DriverPackage> packages = new ArrayList<>();
      for (MediumEntry driver : medium.list("")) {
        for (MediumEntry folder : directories(driver)) {
          for (MediumEntry architecture : directories(folder)) {
            read(driver, folder, architecture).ifPresent(packages::add);
          }
        }
      }
      if (packages.isEmpty()) {
        throw noDrivers(medium);
      }
      return new DriverMedia(
          medium.name(),
          medium.label(),
          packages,
          medium.file(GUEST_AGENT).map(file -> file.path()));
    }
  }

  /**
   * The packages for a release; never those of another.
   *
   * @throws BuildException MEDIA when the medium has none, listing what it has
   */
  public List<DriverPackage> forRelease(Release release, Architecture architecture) {
    List<DriverPackage> found =
        packages.stream()
            .filter(driver -> driver.folder().equalsIgnoreCase(release.driverFolder()))
            .filter(driver -> driver.architecture() == architecture)
            .toList();
    if (found.isEmpty()) {
      throw new BuildException(
          Failure.MEDIA,
          name
              + " has no drivers for "
              + release.displayName()
              + " in a folder "
              + release.driverFolder()
              + "/"
              + architecture
              + "; its folders are "
              + String.join(", ", folders()),
          "use a virtio-win.iso that has them: old ones for Windows 7 and Server 2008 R2, new ones"
              + " for the newest releases");
    }
    return found;
  }

  /** The folders there are, such as {@code 2k22/amd64}, sorted, each once. */
  public List<String> folders() {
    return packages.stream()
        .map(driver -> driver.folder() + "/" + driver.architecture())
        .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)))
        .stream()
        .toList();
  }

  private static Optional<DriverPackage> read(
      MediumEntry driver, MediumEntry folder, MediumEntry files) {
    Optional<Architecture> architecture = architecture(files.name());
    if (architecture.isEmpty()) {
      return Optional.empty();
    }
    List<MediumEntry> infs =
        files.entries().stream()
            .filter(entry -> !entry.isDirectory())
            .filter(entry -> entry.name().toLowerCase(Locale.ROOT).endsWith(".inf"))
            .toList();
    if (infs.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> version =
        infs.stream().flatMap(inf -> InfFile.driverVersion(inf.file()).stream()).findFirst();
    return Optional.of(
        new DriverPackage(
            driver.name(),
            folder.name(),
            architecture.get(),
            files.path(),
            version,
            infs.stream().map(MediumEntry::name).toList()));
  }

  private static BuildException noDrivers(OpticalMedium medium) {
    for (MediumEntry entry : medium.list("")) {
      for (MediumEntry below : directories(entry)) {
        if (architecture(below.name()).isPresent()) {
          return medium.lacks(
              "has drivers in "
                  + below.path()
                  + ", the layout of virtio-win before 0.1.8x, and none in <driver>/<os>/<arch>",
              "use a newer virtio-win.iso");
        }
      }
    }
    return medium.lacks("has no drivers in folders <driver>/<os>/<arch>", DRIVER_MEDIA);
  }

  private static Optional<Architecture> architecture(String folder) {
    for (Architecture architecture : Architecture.values()) {
      if (architecture.answerFileName().equalsIgnoreCase(folder)) {
        return Optional.of(architecture);
      }
    }
    return Optional.empty();
  }

  private static List<MediumEntry> directories(MediumEntry entry) {
    if (!entry.isDirectory()) {
      return List.of();
    }
    return entry.entries().stream().filter(MediumEntry::isDirectory).toList();
  }
}
