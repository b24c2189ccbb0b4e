package dev.casement.media;

import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumEntry;
import dev.casement.report.BuildException;
import dev.casement.windows.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds driver packages three directories deep, within limits that every sound medium meets. */
final class DriverSearch {
  /** virtio-win has a few thousand; a directory cycle on a damaged medium has no end. */
  private static final int NAME_LIMIT = 100_000;

  private static final int DIRECTORY_LIMIT = 5_000;

  private final OpticalMedium medium;
  private final List<DriverPackage> packages = new ArrayList<>();
  private int names;
  private int directories;

  DriverSearch(OpticalMedium medium) {
    this.medium = medium;
  }

  /**
   * The packages in {@code <driver>/<os>/<arch>}, in the medium's order; empty if there are none.
   *
   * @throws BuildException MEDIA when the medium is damaged
   */
  List<DriverPackage> packages() {
    for (MediumEntry driver : medium.list("")) {
      for (MediumEntry folder : directories(driver)) {
        for (MediumEntry files : directories(folder)) {
          architecture(files.name())
              .flatMap(architecture -> read(driver, folder, files, architecture))
              .ifPresent(packages::add);
        }
      }
    }
    return packages;
  }

  private Optional<DriverPackage> read(
      MediumEntry driver, MediumEntry folder, MediumEntry files, Architecture architecture) {
    List<MediumEntry> infs =
        entries(files).stream()
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
            architecture,
            files.path(),
            version,
            infs.stream().map(MediumEntry::name).toList()));
  }

  /** The failure for a medium without driver packages. */
  BuildException noDrivers() {
    for (MediumEntry entry : medium.list("")) {
      for (MediumEntry below : directories(entry)) {
        if (architecture(below.name()).isPresent()) {
          return medium.lacks(
              "has drivers in "
                  + below.path()
                  + ", the layout of virtio-win before 0.1.8x, but none in <driver>/<os>/<arch>",
              "use a newer virtio-win.iso");
        }
      }
    }
    return medium.lacks(
        "has no drivers in folders <driver>/<os>/<arch>",
        "use virtio-win.iso (https://github.com/virtio-win/virtio-win-pkg-scripts)");
  }

  private static Optional<Architecture> architecture(String folder) {
    for (Architecture architecture : Architecture.values()) {
      if (architecture.answerFileName().equalsIgnoreCase(folder)) {
        return Optional.of(architecture);
      }
    }
    return Optional.empty();
  }

  private List<MediumEntry> directories(MediumEntry entry) {
    return entry.isDirectory()
        ? entries(entry).stream().filter(MediumEntry::isDirectory).toList()
        : List.of();
  }

  private List<MediumEntry> entries(MediumEntry directory) {
    List<MediumEntry> entries = directory.entries();
    names += entries.size();
    directories++;
    if (names > NAME_LIMIT || directories > DIRECTORY_LIMIT) {
      throw medium.lacks(
          "is damaged or not a driver medium: three directories deep there are more than "
              + names
              + " names in "
              + directories
              + " directories",
          "use the original virtio-win.iso and compare its checksum with the publisher's");
    }
    return entries;
  }
}
