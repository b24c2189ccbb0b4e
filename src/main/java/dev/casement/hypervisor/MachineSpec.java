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
 * A virtual machine as a build requires it; each hypervisor decides how to realize it.
 *
 * <p>It boots from its disk, and from its first CD only while the disk is not bootable. So a reset
 * during Setup continues from the disk, and a CD that boots without a prompt does not start Setup
 * again.
 *
 * @param name the machine's name on the host: letters, digits, dots, hyphens and underscores
 * @param release the Windows it is for; some hypervisors have settings for each release
 * @param disk the disk for Windows
 * @param cds optical media in this order; an install DVD comes first
 * @param floppy the floppy in drive A:
 * @param network what the guest may reach
 * @param stateDirectory a private directory for state that lasts as long as this build (firmware
 *     variables, TPM state). It is kept between runs where the hypervisor supports that; VirtualBox
 *     starts each run with new state
 * @param timeZone the guest's; Windows interprets the hardware clock as local time
 * @param prompt the first CD's prompt; empty where it boots without one, or there is no CD
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
  /** The guest's network access. */
  public enum Network {
    /** A network card without any connection. */
    ISOLATED,
    /** Access to external networks through NAT, for Windows updates. */
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
