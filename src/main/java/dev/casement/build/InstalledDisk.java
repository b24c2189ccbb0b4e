package dev.casement.build;

import dev.casement.disk.VirtualDisk;

/** A disk with Windows on it, after its first logon. */
record InstalledDisk(WindowsSource source, VirtualDisk disk, GuestReport report) {}
