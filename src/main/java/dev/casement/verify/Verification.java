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
 * The result of checking an image.
 *
 * @param findings in the order of the checks; empty if nothing is known to be wrong
 * @param inventory what the image contains; empty if it has no readable Windows
 */
public record Verification(List<Finding> findings, Optional<Inventory> inventory) {
  public Verification {
    findings = List.copyOf(findings);
  }

  /** All rules, in the order of the documentation. */
  public static List<Rule> rules() {
    return Stream.of(
            LayoutChecks.rules(),
            BootChecks.rules(),
            DriverChecks.rules(),
            DriverPackageChecks.rules(),
            GeneralizeChecks.rules(),
            LeftoverChecks.rules(),
            AccountChecks.rules(),
            SpaceChecks.rules(),
            AnswerFileChecks.rules(),
            CloudbaseInitChecks.rules(),
            ExpectationChecks.rules(),
            FitChecks.rules())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Checks an image without changing it.
   *
   * @throws DiskException if it is not of that format, or Casement does not read the format
   * @throws dev.casement.report.BuildException if the host cannot read the file
   */
  public static Verification of(Path path, DiskFormat format) {
    return of(path, format, Expectations.none());
  }

  /** Checks an image and compares it with expectations. */
  public static Verification of(Path path, DiskFormat format, Expectations expectations) {
    try (DiskImage image = DiskImages.open(path, format)) {
      return of(image, expectations);
    }
  }

  /** Checks an open image, wherever it is, and compares it with expectations. */
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

  /** A check that finds damage reports it; the other checks still run. */
  private static Optional<Inventory> inspect(
      OpenDisk disk, OfflineWindows windows, Expectations expectations, Findings findings) {
    List<Runnable> checks =
        List.of(
            () -> BootChecks.run(disk, windows, findings),
            () -> DriverChecks.run(windows, expectations.machine().diskBus(), findings),
            () -> DriverPackageChecks.run(windows, findings),
            () -> GeneralizeChecks.run(windows, findings),
            () -> LeftoverChecks.run(windows, findings),
            () -> AccountChecks.run(windows, findings),
            () -> SpaceChecks.run(windows, findings),
            () -> AnswerFileChecks.run(windows, findings),
            () ->
                CloudbaseInitChecks.run(
                    windows, expectations.instances().cloudbaseInit(), findings),
            () -> ExpectationChecks.run(disk, windows, expectations, findings),
            () -> FitChecks.run(disk, windows, expectations.machine(), findings));
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

  /** How many findings are warnings. */
  public long warnings() {
    return findings.size() - errors();
  }
}
