package dev.casement.pipeline.run;

import dev.casement.disk.VirtualDisk;
import dev.casement.pipeline.inspect.WindowsSource;

/** A disk with Windows on it, after its first logon. */
public record InstalledDisk(WindowsSource source, VirtualDisk disk, GuestReport report) {}
