package dev.casement.pipeline.run;

import dev.casement.hypervisor.DiskHandle;
import dev.casement.pipeline.inspect.WindowsSource;
import java.util.List;

/** A disk whose Windows has the updates that the recipe asks for. */
public record UpdatedDisk(WindowsSource source, DiskHandle disk, List<GuestReport> reports) {
  public UpdatedDisk {
    reports = List.copyOf(reports);
  }

  /** For a recipe without updates. */
  public static UpdatedDisk withoutUpdates(InstalledDisk installed) {
    return new UpdatedDisk(installed.source(), installed.disk(), List.of(installed.report()));
  }
}
