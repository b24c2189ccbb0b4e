package dev.casement.build;

import dev.casement.build.Recipe.SetupMedium;
import dev.casement.media.BootMode;
import dev.casement.windows.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.Set;

/** Holds the recipe's machine against what the Windows to be installed demands. */
final class MachineFit {
  private final Recipe.Machine machine;
  private final Release release;
  private final WindowsImage image;
  private final Firmware firmware;

  MachineFit(Recipe.Machine machine, Release release, WindowsImage image, Firmware firmware) {
    this.machine = machine;
    this.release = release;
    this.image = image;
    this.firmware = firmware;
  }

  /** Whether Setup's own look at the hardware finds what it wants, or is not taken at all. */
  static boolean meetsHardwareChecks(Release release, Recipe.Machine machine, Firmware firmware) {
    return !release.checksHardware() || (machine.tpm() && firmware == Firmware.UEFI_SECURE);
  }

  void checkFirmware(Set<BootMode> bootModes, Fit fit) {
    if (!release.supports(image.architecture(), firmware)) {
      fit.problem(
          "%s does not run on %s with %s firmware; set machine.firmware"
              .formatted(release, image.architecture(), firmware));
    }
    if (firmware.isUefi() && machine.setupMedium().filter(SetupMedium.FLOPPY::equals).isPresent()) {
      fit.problem("machine.setupMedium is floppy, but a machine with UEFI gets none; set it to cd");
    }
    if (!bootModes.contains(firmware.isUefi() ? BootMode.UEFI : BootMode.BIOS)) {
      fit.problem(
          "the install medium does not boot with %s firmware; set machine.firmware"
              .formatted(firmware));
    }
    if (machine.diskBus() == DiskBus.SCSI && image.version().hasNewSetup()) {
      // kvm-guest-drivers-windows issues 1100 and 1186.
      fit.warning(
          "machine.diskBus is scsi, whose driver the Setup of %s often refuses; virtio is safer to"
                  .formatted(release)
              + " build with, and the image boots on both");
    }
    if (firmware == Firmware.BIOS && image.version().hasNewSetup()) {
      fit.warning(
          "machine.firmware is bios, for which the Setup of %s may write no boot code to the disk;"
                  .formatted(release)
              + " nobody has told yet that it does. Set it to uefi where the cloud has UEFI");
    }
  }

  /** Disk and memory; what Microsoft demands is fatal only where Setup is not told to look away. */
  void checkSizes(Fit fit) {
    boolean fatal = meetsHardwareChecks(release, machine, firmware);
    DataSize disk = machine.disk();
    if (image.totalBytes() > disk.bytes()) {
      fit.problem(
          "machine.disk is %s, but the image alone takes %s"
              .formatted(disk, new DataSize(image.totalBytes())));
    } else if (disk.compareTo(release.leastDisk()) < 0) {
      fit.problemIf(
          fatal,
          "machine.disk is %s, but Microsoft demands %d GB for %s"
              .formatted(disk, release.leastDisk().bytes() / 1_000_000_000, release));
    }
    DataSize least = release.leastMemory(image);
    if (machine.memory().compareTo(least) < 0) {
      fit.problemIf(
          fatal,
          "machine.memory is %s, but %s needs %s".formatted(machine.memory(), release, least));
    }
  }

  void checkHardware(Fit fit) {
    if (!meetsHardwareChecks(release, machine, firmware)) {
      fit.warning(
          "%s demands a TPM 2.0 and Secure Boot, which this machine has not both; Setup is told not"
                  .formatted(release)
              + " to look. To have them, set machine.tpm: true and machine.firmware: uefi-secure");
    }
  }
}
