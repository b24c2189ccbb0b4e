package dev.casement.build;

import dev.casement.media.DriverPackage;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.unattend.DriverDirectories;
import dev.casement.windows.Release;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the drivers that Setup itself needs among those of a release. */
final class BootDrivers {
  /** The network card's driver goes along, since updates and cloudbase-init need the network. */
  private static final String NETWORK = "NetKVM";

  private BootDrivers() {}

  /**
   * @param packages the driver medium's packages for the release and architecture
   * @throws BuildException MEDIA when a disk driver is not among them
   */
  static DriverDirectories find(List<DriverPackage> packages, Release release) {
    return new DriverDirectories(
        required(packages, "viostor", release),
        required(packages, "vioscsi", release),
        packages.stream()
            .filter(candidate -> candidate.driver().equalsIgnoreCase(NETWORK))
            .map(BootDrivers::windowsPath)
            .toList());
  }

  private static String required(List<DriverPackage> packages, String driver, Release release) {
    return packages.stream()
        .filter(candidate -> candidate.driver().equalsIgnoreCase(driver))
        .map(BootDrivers::windowsPath)
        .findFirst()
        .orElseThrow(
            () ->
                new BuildException(
                    Failure.MEDIA,
                    "the driver medium has no %s for %s; it has %s"
                        .formatted(
                            driver,
                            release,
                            packages.stream()
                                .map(DriverPackage::path)
                                .collect(Collectors.joining(", "))),
                    "use a virtio-win ISO that still has drivers for this release"));
  }

  private static String windowsPath(DriverPackage driver) {
    return driver.path().replace('/', '\\');
  }
}
