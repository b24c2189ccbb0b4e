package dev.casement.pipeline.run;

import dev.casement.hypervisor.DiskHandle;
import dev.casement.pipeline.inspect.WindowsSource;

/** A disk with Windows on it, after its first logon. */
public record InstalledDisk(WindowsSource source, DiskHandle disk, GuestReport report) {}
