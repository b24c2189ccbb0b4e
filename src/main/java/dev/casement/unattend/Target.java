package dev.casement.unattend;

import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsVersion;

/**
 * The Windows that an answer file installs, and its target machine.
 *
 * @param build the build of the install medium; settings depend on it, never on the minor version
 */
public record Target(
    Release release, int build, Architecture architecture, Firmware firmware, DiskBus diskBus) {
  public Target {
    if (!release.hasBuild(build)) {
      throw new IllegalArgumentException(release + " has no build " + build);
    }
    if (!release.supports(architecture, firmware)) {
      throw new IllegalArgumentException(
          release + " does not run on " + architecture + " with " + firmware);
    }
  }

  /** Whether the media have the new Setup program, which handles drivers differently. */
  boolean hasNewSetup() {
    return WindowsVersion.hasNewSetup(build);
  }
}
