package dev.casement.pipeline.inspect;

import dev.casement.media.author.BootMode;
import dev.casement.recipe.Machine;
import dev.casement.units.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks the recipe's machine against the requirements of the Windows to install. */
public final class MachineFit {
  /**
   * 2^32 sectors of 512 bytes (Microsoft Learn, "Windows support for hard disks exceeding 2 TB").
   */
  private static final DataSize MBR_END = new DataSize(1L << 41);

  private final Machine machine;
  private final Release release;
  private final WindowsImage image;
  private final Firmware firmware;

  MachineFit(Machine machine, Release release, WindowsImage image, Firmware firmware) {
    this.machine = machine;
    this.release = release;
    this.image = image;
    this.firmware = firmware;
  }

  /** Whether the machine passes Setup's hardware checks, or Setup makes none. */
  public static boolean meetsHardwareChecks(Release release, Machine machine, Firmware firmware) {
    return !release.checksHardware() || (machine.tpm() && firmware == Firmware.UEFI_SECURE);
  }

  /** Checks that a machine can run this Windows at all. */
  void checkArchitecture(MediaChecks fit) {
    if (!image.architecture().isSupported()) {
      fit.problem(
          "Casement does not build images for %s yet; use media for amd64 or x86"
              .formatted(image.architecture()));
    }
  }

  void checkFirmware(StartMedium start, MediaChecks fit) {
    if (start.bootModes().isEmpty()) {
      fit.problem(
          "the install medium is not bootable: it names no boot image for BIOS or UEFI; use the"
              + " original ISO");
    } else {
      firmwareProblem(start).ifPresent(fit::problem);
    }
    if (firmware == Firmware.BIOS && machine.disk().compareTo(MBR_END) > 0) {
      fit.problem(
          "machine.disk is %s, but the partition table of a disk that BIOS boots from, an MBR, ends at %s; set it to %s or less%s"
              .formatted(
                  machine.disk(),
                  MBR_END,
                  MBR_END,
                  release.supports(image.architecture(), Firmware.UEFI)
                      ? ", or machine.firmware to uefi"
                      : ""));
    }
    machine
        .setupMedium()
        .flatMap(medium -> medium.problemUnder(firmware))
        .or(() -> machine.setupMedium().flatMap(it -> it.problemOn(machine.hypervisor())))
        .ifPresent(problem -> fit.problem("machine.setupMedium: " + problem));
    if (start.base().isEmpty()) {
      checkSetup(fit);
    }
  }

  /** Checks for what the Setup program of new media is known to do wrong. */
  private void checkSetup(MediaChecks fit) {
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
              + " nobody has reported that it does. Set it to uefi where the cloud has UEFI");
    }
  }

  /** Why the firmware is unsuitable, with an alternative that later checks do not refuse. */
  private Optional<String> firmwareProblem(StartMedium start) {
    Set<BootMode> bootModes = start.bootModes();
    boolean runs = release.supports(image.architecture(), firmware);
    if (runs && bootModes.contains(BootMode.of(firmware))) {
      return Optional.empty();
    }
    String problem =
        runs
            ? "the %s does not boot with %s firmware".formatted(start.noun(), firmware)
            : "%s does not run on %s with %s firmware"
                .formatted(release, image.architecture(), firmware);
    String possible =
        Arrays.stream(Firmware.values())
            .filter(other -> release.supports(image.architecture(), other))
            .filter(other -> bootModes.contains(BootMode.of(other)))
            .map(Firmware::id)
            .collect(Collectors.joining(" or "));
    if (!possible.isEmpty()) {
      return Optional.of(problem + "; set machine.firmware to " + possible);
    }
    return Optional.of(
        release.existsFor(image.architecture())
            ? problem
                + ", and the medium boots with %s only; use another medium"
                    .formatted(
                        bootModes.stream()
                            .sorted()
                            .map(BootMode::id)
                            .collect(Collectors.joining(" and ")))
            : "Casement does not build %s for %s; use another medium"
                .formatted(release, image.architecture()));
  }

  /**
   * Checks disk and memory; Microsoft's minimum is an error only where Setup is not told to ignore
   * it.
   */
  void checkSizes(MediaChecks fit) {
    boolean fatal = meetsHardwareChecks(release, machine, firmware);
    DataSize disk = machine.disk();
    if (image.totalBytes() > disk.bytes()) {
      fit.problem(
          "machine.disk is %s, but the image alone takes %s"
              .formatted(disk, new DataSize(image.totalBytes())));
    } else if (disk.compareTo(release.leastDisk()) < 0) {
      fit.problemIf(
          fatal,
          String.format(
              Locale.ROOT,
              "machine.disk is %s, but Microsoft requires %d GB for %s",
              disk,
              release.leastDisk().bytes() / 1_000_000_000,
              release));
    }
    DataSize least = release.leastMemory(image);
    if (machine.memory().compareTo(least) < 0) {
      fit.problemIf(
          fatal,
          "machine.memory is %s, but %s needs %s".formatted(machine.memory(), release, least));
    }
  }

  void checkHardware(MediaChecks fit) {
    if (!meetsHardwareChecks(release, machine, firmware)) {
      fit.warning(
          "%s requires a TPM 2.0 and Secure Boot, but this machine does not have both; Setup is told"
                  .formatted(release)
              + " to skip the check. To have them, set machine.tpm: true and machine.firmware:"
              + " uefi-secure");
    }
  }
}
