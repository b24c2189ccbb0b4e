package dev.casement.verify;

import static dev.casement.report.Rule.warning;

import dev.casement.report.Rule;
import dev.casement.verify.inventory.Fit;
import java.util.List;

/** Checks that a cloud starts the image only on machines that are large enough. */
final class FitChecks {
  private static final Rule DISK =
      warning(
          "min-disk-too-small",
          "instances of flavors with a smaller disk than the image's are accepted, and fail",
          "openstack image set --min-disk, with the size of the virtual disk in GiB",
          "Glance, \"Show image\": min_disk; Nova, FlavorDiskSmallerThanImage");

  private static final Rule MEMORY =
      warning(
          "min-ram-too-small",
          "instances of flavors with too little memory are accepted, and are slow or do not start",
          "openstack image set --min-ram, with what this Windows needs in MiB",
          "Glance, \"Show image\": min_ram; Learn, \"Hardware requirements for Windows Server\"");

  private FitChecks() {}

  static List<Rule> rules() {
    return List.of(DISK, MEMORY);
  }

  static void run(
      OpenDisk disk, OfflineWindows windows, Expectations.Machine machine, Findings findings) {
    machine.smallest().ifPresent(flavor -> check(windows.fit(disk.size()), flavor, findings));
  }

  private static void check(Fit fit, Expectations.Flavor smallest, Findings findings) {
    if (smallest.minDisk() < fit.minDisk()) {
      findings.add(
          DISK,
          "the image's attributes, min_disk",
          "it is %s, and the virtual disk needs %s".formatted(smallest.minDisk(), fit.minDisk()));
    }
    if (smallest.minRam() < fit.minRam()) {
      findings.add(
          MEMORY,
          "the image's attributes, min_ram",
          "it is %s, and this Windows needs %s".formatted(smallest.minRam(), fit.minRam()));
    }
  }
}
