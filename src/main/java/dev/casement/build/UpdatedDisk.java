package dev.casement.build;

import dev.casement.disk.VirtualDisk;
import java.util.List;

/** A disk whose Windows has taken the updates that the recipe wants. */
record UpdatedDisk(WindowsSource source, VirtualDisk disk, List<GuestReport> reports) {
  UpdatedDisk {
    reports = List.copyOf(reports);
  }

  /** For a recipe that wants no updates. */
  static UpdatedDisk withoutUpdates(InstalledDisk installed) {
    return new UpdatedDisk(installed.source(), installed.disk(), List.of(installed.report()));
  }
}
