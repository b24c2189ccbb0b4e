package dev.casement.media;

import dev.casement.media.author.GuestFile;
import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The contents of a driver medium: virtio-win's packages, in {@code <driver>/<os>/<arch>}.
 *
 * @param name the medium's path, for messages
 * @param label the volume label, possibly empty; virtio-win's contains the version
 * @param packages in the medium's order
 * @param guestAgent path of the QEMU guest agent's 64-bit installer on the medium
 */
public record DriverMedia(
    String name, String label, List<DriverPackage> packages, Optional<String> guestAgent) {
  private static final String GUEST_AGENT = "guest-agent/qemu-ga-x86_64.msi";

  public DriverMedia {
    packages = List.copyOf(packages);
  }

  /**
   * Reads a driver ISO.
   *
   * @throws BuildException MEDIA if the file does not exist, is not an ISO image, has no drivers,
   *     or is damaged or truncated; HOST if it cannot be read
   */
  public static DriverMedia inspect(Path iso) {
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      DriverSearch search = new DriverSearch(medium);
      List<DriverPackage> packages = search.packages();
      if (packages.isEmpty()) {
        throw search.noDrivers();
      }
      return of(medium, packages);
    }
  }

  static DriverMedia of(OpticalMedium medium, List<DriverPackage> packages) {
    Optional<MediumFile> agent = medium.file(GUEST_AGENT);
    agent
        .flatMap(file -> GuestFile.problemWith(file, GuestFile.Kind.INSTALLER))
        .ifPresent(
            problem -> {
              throw new BuildException(
                  Failure.MEDIA,
                  medium.name() + ": " + problem,
                  "download virtio-win.iso again and compare its checksum with the publisher's");
            });
    return new DriverMedia(medium.name(), medium.label(), packages, agent.map(MediumFile::path));
  }

  /**
   * The packages for a release and architecture, never those for another.
   *
   * @throws BuildException MEDIA if the medium has none; the message lists its folders
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

  /** The folders of operating systems, such as {@code 2k22/amd64}, sorted, without duplicates. */
  public List<String> folders() {
    return packages.stream()
        .map(driver -> driver.folder() + "/" + driver.architecture())
        .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)))
        .stream()
        .toList();
  }
}
