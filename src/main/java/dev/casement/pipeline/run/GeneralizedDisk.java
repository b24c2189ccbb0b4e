package dev.casement.pipeline.run;

import dev.casement.disk.VirtualDisk;
import dev.casement.guest.GuestReport;
import dev.casement.pipeline.inspect.WindowsSource;
import java.util.List;

/**
 * A disk whose Windows is ready to be cloned.
 *
 * @param disk exported from the hypervisor to a file of this host
 */
public record GeneralizedDisk(WindowsSource source, VirtualDisk disk, List<GuestReport> reports) {
  public GeneralizedDisk {
    reports = List.copyOf(reports);
  }
}
