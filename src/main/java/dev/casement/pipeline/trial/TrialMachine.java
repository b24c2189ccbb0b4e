package dev.casement.pipeline.trial;

import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.verify.Expectations;
import dev.casement.verify.Inventory;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The machine of a trial boot: what an instance of the image gets from a cloud.
 *
 * @param name of the machine on this host
 * @param diskBus the bus that the image is published with
 */
public record TrialMachine(
    String name,
    Release release,
    Architecture architecture,
    Firmware firmware,
    boolean tpm,
    DiskBus diskBus,
    int cpus,
    DataSize memory) {
  /** Of instances of an image that does not say what they need; enough for every release. */
  private static final int CPUS = 2;

  private static final DataSize MEMORY = DataSize.gibibytes(4);

  /** An instance of the image that a build makes. */
  public static TrialMachine of(Recipe recipe, WindowsSource source, DiskBus diskBus) {
    return new TrialMachine(
        recipe.name(),
        source.release(),
        source.image().architecture(),
        source.firmware(),
        recipe.machine().tpm(),
        diskBus,
        recipe.machine().cpus(),
        recipe.machine().memory());
  }

  /**
   * An instance of an image, as far as the image and what is expected of it say. Without an
   * expected bus, it is the one that the image has a VirtIO driver for.
   *
   * @throws BuildException VERIFY when the image has a Windows that Casement cannot run
   */
  public static TrialMachine of(String name, Inventory inventory, Expectations expected) {
    Release release =
        release(inventory).orElseThrow(() -> unknown("Windows " + inventory.version()));
    Architecture architecture =
        Architecture.ofId(inventory.architecture().toLowerCase(Locale.ROOT))
            .filter(Architecture::isSupported)
            .orElseThrow(() -> unknown("Windows for " + inventory.architecture()));
    Firmware firmware =
        expected
            .machine()
            .firmware()
            .or(() -> Firmware.ofId(inventory.firmware()))
            .orElse(Firmware.BIOS);
    return new TrialMachine(
        name,
        release,
        architecture,
        firmware,
        release.checksHardware() && firmware == Firmware.UEFI_SECURE,
        expected.machine().diskBus().orElseGet(() -> bus(inventory.drivers())),
        CPUS,
        MEMORY);
  }

  private static Optional<Release> release(Inventory inventory) {
    String[] version = inventory.version().split("\\.", -1);
    if (version.length < 3 || !version[2].matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    int build = Integer.parseInt(version[2]);
    boolean server = !inventory.installationType().equals("Client");
    return Arrays.stream(Release.values())
        .filter(release -> release.isServer() == server && release.hasBuild(build))
        .findFirst();
  }

  private static DiskBus bus(List<String> drivers) {
    if (drivers.contains("viostor")) {
      return DiskBus.VIRTIO;
    }
    return drivers.contains("vioscsi") ? DiskBus.SCSI : DiskBus.SATA;
  }

  private static BuildException unknown(String what) {
    return new BuildException(
        Failure.VERIFY,
        "the image cannot be booted here: Casement has no machine for " + what,
        "leave out --boot, and start an instance in the cloud instead");
  }

  /**
   * The machine for a hypervisor.
   *
   * @param state an empty directory: like the firmware of a new instance, this one remembers
   *     nothing
   */
  MachineSpec with(DiskHandle disk, MediumHandle configDrive, Path state) {
    return new MachineSpec(
        name,
        release,
        architecture,
        firmware,
        cpus,
        memory,
        tpm,
        disk,
        diskBus,
        List.of(configDrive),
        Optional.empty(),
        MachineSpec.Network.ISOLATED,
        state,
        // Nova's clock for Windows is the local time of the compute host, usually UTC.
        WindowsTimeZone.UTC,
        Optional.empty());
  }

  /** For messages: {@code virtio disk, uefi}. */
  String inShort() {
    return diskBus + " disk, " + firmware;
  }
}
