package dev.casement.pipeline.inspect;

import dev.casement.media.DriverPackage;
import dev.casement.unattend.DriverDirectories;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the drivers that Setup itself needs among those of a release. */
final class BootDrivers {
  /** Included because updates and cloudbase-init need the network. */
  private static final String NETWORK = "NetKVM";

  private BootDrivers() {}

  /**
   * Finds both disk drivers, since the image must boot on either bus; reports each missing one.
   *
   * @param packages the driver medium's packages for the release and architecture
   */
  static Optional<DriverDirectories> find(
      List<DriverPackage> packages, Release release, MediaChecks fit) {
    Optional<String> viostor = required(packages, "viostor", release, fit);
    Optional<String> vioscsi = required(packages, "vioscsi", release, fit);
    List<String> network =
        packages.stream()
            .filter(candidate -> candidate.driver().equalsIgnoreCase(NETWORK))
            .map(BootDrivers::windowsPath)
            .toList();
    if (network.isEmpty()) {
      fit.warning(
          "the driver medium has no %s for %s: instances have no network on a virtio card"
              .formatted(NETWORK, release));
    }
    return viostor.flatMap(
        block -> vioscsi.map(scsi -> new DriverDirectories(block, scsi, network)));
  }

  /** An unknown name may be misspelt, or belong to another version of virtio-win. */
  static void checkExcluded(List<String> excluded, List<DriverPackage> packages, MediaChecks fit) {
    List<String> names = packages.stream().flatMap(each -> each.names().stream()).sorted().toList();
    for (String name : excluded) {
      if (names.stream().noneMatch(name::equalsIgnoreCase)) {
        fit.warning(
            "media.drivers.exclude: the driver medium has no %s for this release; it has %s"
                .formatted(name, String.join(", ", names)));
      }
    }
  }

  private static Optional<String> required(
      List<DriverPackage> packages, String driver, Release release, MediaChecks fit) {
    Optional<String> found =
        packages.stream()
            .filter(candidate -> candidate.driver().equalsIgnoreCase(driver))
            .map(BootDrivers::windowsPath)
            .findFirst();
    if (found.isEmpty()) {
      fit.problem(
          "the driver medium has no %s for %s; it has %s"
              .formatted(
                  driver,
                  release,
                  packages.stream().map(DriverPackage::path).collect(Collectors.joining(", "))));
    }
    return found;
  }

  private static String windowsPath(DriverPackage driver) {
    return driver.path().replace('/', '\\');
  }
}
