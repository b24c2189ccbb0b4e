package dev.casement.recipe;

import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.recipe.key.Bounds;
import dev.casement.recipe.key.Key;
import dev.casement.units.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.util.Optional;

/**
 * The machine the image is built on.
 *
 * @param firmware empty: the release's default
 * @param setupMedium empty: a floppy where the release and the firmware support one, else a CD
 * @param network what the guest may reach while it is installed and generalized; an update server
 *     can always be reached during updates
 */
public record Machine(
    @Key(
            value = "The hypervisor that runs the machine; --hypervisor overrides it.",
            standard = "qemu")
        HypervisorKind hypervisor,
    @Key("The firmware of the machine. Default: what suits the release.")
        Optional<Firmware> firmware,
    @Key(
            value = "The size of the virtual disk; with release windows-11 the default is 64G.",
            standard = DISK)
        @Bounds(least = "1G", most = "64T")
        DataSize disk,
    @Key("The bus of the disk. Default: virtio when there are driver media, sata otherwise.")
        DiskBus diskBus,
    @Key(value = "The machine's memory.", standard = "4G") @Bounds(least = "256M", most = "4T")
        DataSize memory,
    @Key(value = "How many processors the machine has.", standard = "2")
        @Bounds(least = "1", most = "256")
        int cpus,
    @Key(value = "Whether the machine has a TPM 2.0.", standard = "false") boolean tpm,
    @Key(
            "The medium that carries the answer file and the scripts. Default: what the release"
                + " and the firmware can read.")
        Optional<SetupMedium> setupMedium,
    @Key(
            value =
                "What the guest may reach while it is installed and generalized, which your"
                    + " scripts may need. Updates from a server reach it in any case.",
            standard = "isolated")
        Network network,
    @Key("Where and how a cloud builds the image, with hypervisor openstack.")
        Optional<CloudMachine> openstack) {
  private static final String DISK = "40G";

  /** The default size of the disk: 40G, or 64G where Microsoft requires more. */
  public static DataSize usualDisk(Release release) {
    DataSize defaultSize = DataSize.parse(DISK);
    return release.leastDisk().compareTo(defaultSize) <= 0 ? defaultSize : DataSize.gibibytes(64);
  }

  /** The default bus: virtio with drivers, SATA without. */
  public static DiskBus usualBus(boolean drivers) {
    return drivers ? DiskBus.VIRTIO : DiskBus.SATA;
  }

  /** A copy for another hypervisor. */
  public Machine on(HypervisorKind other) {
    return new Machine(
        other, firmware, disk, diskBus, memory, cpus, tpm, setupMedium, network, openstack);
  }

  /** The medium that carries the answer file and the scripts. */
  public enum SetupMedium {
    FLOPPY,
    CD;

    /** Why this firmware cannot read the medium, and what to use instead; empty if it can. */
    public Optional<String> problemUnder(Firmware firmware) {
      return this == FLOPPY && firmware.isUefi()
          ? Optional.of("a floppy is not seen under UEFI; write cd, or firmware: " + Firmware.BIOS)
          : Optional.empty();
    }

    /** Why machines of this hypervisor cannot read the medium; empty if they can. */
    public Optional<String> problemOn(HypervisorKind hypervisor) {
      return this == FLOPPY && !hypervisor.hasFloppies()
          ? Optional.of("machines of " + hypervisor + " have no floppy drive; write cd")
          : Optional.empty();
    }
  }
}
