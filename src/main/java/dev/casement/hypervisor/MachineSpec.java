package dev.casement.hypervisor;

import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A virtual machine by intent; what a hypervisor makes of it is its own business.
 *
 * <p>It boots from its disk first and from its first CD when the disk is not bootable yet, so that
 * a reset during Setup continues from the disk and the same order serves every run: a CD that asks
 * nobody before it boots does not begin Setup again.
 *
 * @param name names the machine to users of the host: letters, digits, dots, hyphens and
 *     underscores
 * @param release the Windows it is for: what a hypervisor that knows releases is told
 * @param disk the disk that Windows is on, or will be
 * @param cds optical media in this order; the install DVD, where there is one, first
 * @param floppy the floppy in drive A:
 * @param network what the guest may reach
 * @param stateDirectory private, for what lives only as long as this build (firmware variables, TPM
 *     state); kept from one run to the next, where the hypervisor can: VirtualBox begins each run
 *     with new ones
 * @param timeZone the guest's: Windows takes the hardware clock for its local time
 * @param prompt empty where the first CD boots without asking, or there is none
 */
public record MachineSpec(
    String name,
    Release release,
    Architecture architecture,
    Firmware firmware,
    int cpus,
    DataSize memory,
    boolean tpm,
    DiskHandle disk,
    DiskBus diskBus,
    List<MediumHandle> cds,
    Optional<MediumHandle> floppy,
    Network network,
    Path stateDirectory,
    WindowsTimeZone timeZone,
    Optional<BootPrompt> prompt) {
  /** What the guest may reach. */
  public enum Network {
    /** A network card and nothing behind it. */
    ISOLATED,
    /** The outside through NAT, for Windows updates. */
    OUTBOUND
  }

  public MachineSpec {
    cds = List.copyOf(cds);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("no machine name: \"" + name + "\"");
    }
    if (cpus < 1) {
      throw new IllegalArgumentException("a machine has at least one CPU, got " + cpus);
    }
    if (floppy.isPresent() && firmware.isUefi()) {
      throw new IllegalArgumentException("UEFI machines get no floppy: many guests do not see it");
    }
    if (prompt.isPresent() && cds.isEmpty()) {
      throw new IllegalArgumentException("there is no CD that could ask for a key");
    }
  }
}
