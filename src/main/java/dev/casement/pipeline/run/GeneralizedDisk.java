package dev.casement.pipeline.run;

import dev.casement.guest.GuestReport;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.pipeline.inspect.WindowsSource;
import java.util.List;

/** A disk whose Windows is ready to be cloned. */
public record GeneralizedDisk(WindowsSource source, DiskHandle disk, List<GuestReport> reports) {
  public GeneralizedDisk {
    reports = List.copyOf(reports);
  }
}
