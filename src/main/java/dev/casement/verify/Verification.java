package dev.casement.verify;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.report.Finding;
import dev.casement.report.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is wrong with an image, found by reading it.
 *
 * @param findings in the order of the checks; none: nothing is known to be wrong
 * @param inventory what is on it; empty when there is no Windows, or it cannot be read
 */
public record Verification(List<Finding> findings, Optional<Inventory> inventory) {
  public Verification {
    findings = List.copyOf(findings);
  }

  /** Every rule there is, in the order of the documentation. */
  public static List<Rule> rules() {
    return Stream.of(
            LayoutChecks.rules(),
            BootChecks.rules(),
            DriverChecks.rules(),
            GeneralizeChecks.rules(),
            LeftoverChecks.rules(),
            CloudbaseInitChecks.rules(),
            ExpectationChecks.rules())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Reads an image; it is never changed.
   *
   * @throws DiskException when it is not of that format, or Casement does not read the format
   * @throws dev.casement.report.BuildException when the host cannot read the file
   */
  public static Verification of(Path path, DiskFormat format) {
    return of(path, format, Expectations.none());
  }

  /** The same, and whether the image is what it is meant to be. */
  public static Verification of(Path path, DiskFormat format, Expectations expectations) {
    try (DiskImage image = DiskImages.open(path, format)) {
      return of(image, expectations);
    }
  }

  /** The same of an image that is open already, wherever it is. */
  public static Verification of(DiskImage image, Expectations expectations) {
    Findings findings = new Findings();
    Optional<Inventory> inventory = examine(image, expectations, findings);
    return new Verification(findings.all(), inventory);
  }

  private static Optional<Inventory> examine(
      DiskImage image, Expectations expectations, Findings findings) {
    try {
      OpenDisk disk = new OpenDisk(image);
      LayoutChecks.run(disk, findings);
      if (disk.windows().isPresent()) {
        return inspect(disk, disk.windows().get(), expectations, findings);
      }
      if (disk.volumes().stream().noneMatch(Volume::isClosed)) {
        findings.add(LayoutChecks.NO_WINDOWS, "the disk", "there is no Windows on it");
      }
    } catch (DiskException e) {
      LayoutChecks.unreadable(findings, "the disk", e);
    }
    return Optional.empty();
  }

  /** A check that meets damage says so, and the others go on. */
  private static Optional<Inventory> inspect(
      OpenDisk disk, OfflineWindows windows, Expectations expectations, Findings findings) {
    List<Runnable> checks =
        List.of(
            () -> BootChecks.run(disk, windows, findings),
            () -> DriverChecks.run(windows, expectations.machine().diskBus(), findings),
            () -> GeneralizeChecks.run(windows, findings),
            () -> LeftoverChecks.run(windows, findings),
            () ->
                CloudbaseInitChecks.run(
                    windows, expectations.instances().cloudbaseInit(), findings),
            () -> ExpectationChecks.run(disk, windows, expectations, findings));
    for (Runnable check : checks) {
      try {
        check.run();
      } catch (DiskException e) {
        LayoutChecks.unreadable(findings, "the volume of Windows", e);
      }
    }
    try {
      return Optional.of(Inventory.of(disk, windows));
    } catch (DiskException e) {
      LayoutChecks.unreadable(findings, "the volume of Windows", e);
      return Optional.empty();
    }
  }

  /** How many findings are errors. */
  public long errors() {
    return findings.stream().filter(Finding::isError).count();
  }

  /** How many are not. */
  public long warnings() {
    return findings.size() - errors();
  }
}
