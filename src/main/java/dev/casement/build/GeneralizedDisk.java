package dev.casement.build;

import dev.casement.disk.VirtualDisk;
import java.util.List;

/** A disk whose Windows is ready to be cloned. */
record GeneralizedDisk(WindowsSource source, VirtualDisk disk, List<GuestReport> reports) {
  GeneralizedDisk {
    reports = List.copyOf(reports);
  }
}
