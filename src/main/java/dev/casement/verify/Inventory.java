package dev.casement.verify;

import dev.casement.disk.image.PartitionTable.Scheme;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.disk.registry.RegistryKey;
import dev.casement.verify.inventory.Agent;
import dev.casement.verify.inventory.Fit;
import dev.casement.verify.inventory.Software;
import dev.casement.verify.inventory.Sysprep;
import dev.casement.verify.inventory.VirtioDrivers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an image contains.
 *
 * @param product such as {@code Windows Server 2022 Standard Evaluation}
 * @param version such as {@code 10.0.20348.587}; without the last part if Windows does not record
 *     it
 * @param displayVersion such as {@code 22H2}; empty if Windows has none
 * @param edition its edition ID
 * @param architecture the environment variable PROCESSOR_ARCHITECTURE, such as {@code AMD64}
 * @param installationType {@code Client}, {@code Server} or {@code Server Core}
 * @param firmware {@code bios} or {@code uefi}, by the partition table
 * @param drivers VirtIO drivers whose services are installed, by the names of their packages,
 *     sorted
 * @param diskBytes size of the virtual disk
 * @param usedBytes the used space of the volume of Windows
 * @param fit the smallest machine for its instances
 * @param bootAuthorities who issued the certificates that the boot managers of UEFI are signed
 *     with, such as {@code Windows UEFI CA 2023}; empty for BIOS, or if that cannot be read
 * @param agents the services that connect it with its cloud
 * @param sysprep what sysprep has recorded about itself
 * @param software what is installed
 */
public record Inventory(
    String product,
    String version,
    String displayVersion,
    String edition,
    String architecture,
    String installationType,
    String firmware,
    List<String> drivers,
    long diskBytes,
    long usedBytes,
    Fit fit,
    List<String> bootAuthorities,
    List<Agent> agents,
    Sysprep sysprep,
    Software software) {
  private static final String CURRENT = OfflineWindows.CURRENT_VERSION;

  /** Clients from this build on are Windows 11, whatever their ProductName says. */
  private static final long WINDOWS_11 = 22_000;

  public Inventory {
    drivers = List.copyOf(drivers);
    // Manifests of earlier builds lack them.
    fit = fit == null ? Fit.UNKNOWN : fit;
    bootAuthorities = bootAuthorities == null ? List.of() : List.copyOf(bootAuthorities);
    agents = agents == null ? List.of() : List.copyOf(agents);
    sysprep = sysprep == null ? Sysprep.UNKNOWN : sysprep;
  }

  static Inventory of(OpenDisk disk, OfflineWindows windows) {
    Optional<RegistryKey> current = windows.software().find(CURRENT);
    String type = windows.installationType();
    NtfsVolume volume = windows.volume();
    long used = (volume.clusters() - volume.bitmap().free()) * volume.clusterSize();
    Software software = Software.of(windows.controlSet(), windows.software(), volume);
    return new Inventory(
        product(current, type),
        version(current),
        current
            .flatMap(key -> key.text("DisplayVersion").or(() -> key.text("ReleaseId")))
            .orElse(""),
        text(current, "EditionID"),
        windows.architecture().orElse(""),
        type,
        disk.table().scheme() == Scheme.MBR ? "bios" : "uefi",
        VirtioDrivers.installed(name -> windows.service(name).isPresent()),
        disk.size(),
        used,
        windows.fit(disk.size()),
        BootChecks.authorities(disk),
        Agent.of(name -> windows.service(name).isPresent(), software.programs()),
        windows.sysprep(),
        software);
  }

  private static String product(Optional<RegistryKey> current, String type) {
    String name = text(current, "ProductName");
    boolean client = type.equals("Client");
    return client && build(current) >= WINDOWS_11 ? name.replace("Windows 10", "Windows 11") : name;
  }

  /** Since Windows 10, CurrentVersion remains 6.3 and separate numbers hold the version. */
  private static String version(Optional<RegistryKey> current) {
    OptionalLong major = number(current, "CurrentMajorVersionNumber");
    String start =
        major.isPresent()
            ? major.getAsLong() + "." + number(current, "CurrentMinorVersionNumber").orElse(0)
            : text(current, "CurrentVersion");
    OptionalLong revision = number(current, "UBR");
    String end = revision.isPresent() ? "." + revision.getAsLong() : "";
    return String.format(Locale.ROOT, "%s.%d%s", start, build(current), end);
  }

  private static long build(Optional<RegistryKey> current) {
    String build = text(current, "CurrentBuild");
    return build.matches("[0-9]{1,9}") ? Long.parseLong(build) : 0;
  }

  private static String text(Optional<RegistryKey> key, String value) {
    return key.flatMap(found -> found.text(value)).orElse("");
  }

  private static OptionalLong number(Optional<RegistryKey> key, String value) {
    return key.map(found -> found.number(value)).orElse(OptionalLong.empty());
  }
}
