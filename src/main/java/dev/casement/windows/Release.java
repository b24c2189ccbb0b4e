package dev.casement.windows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A Windows release that Casement builds, and what differs between releases.
 *
 * <p>Client and server releases share build numbers (26100 is both Windows 11 24H2 and Server
 * 2025), so a release is found by build <em>and</em> installation type, never by "minor ≥ 2": 10.0
 * has minor 0.
 */
public enum Release {
  WINDOWS_7("windows-7", "Windows 7", Family.CLIENT, 7600, 7601, "w7", Firmware.BIOS),
  WINDOWS_8_1("windows-8.1", "Windows 8.1", Family.CLIENT, 9600, 9600, "w8.1", Firmware.UEFI),
  WINDOWS_10("windows-10", "Windows 10", Family.CLIENT, 10240, 19045, "w10", Firmware.UEFI),
  WINDOWS_11("windows-11", "Windows 11", Family.CLIENT, 22000, 99999, "w11", Firmware.UEFI),
  SERVER_2008_R2(
      "windows-server-2008-r2",
      "Windows Server 2008 R2",
      Family.SERVER,
      7600,
      7601,
      "2k8R2",
      Firmware.BIOS),
  SERVER_2012(
      "windows-server-2012",
      "Windows Server 2012",
      Family.SERVER,
      9200,
      9200,
      "2k12",
      Firmware.UEFI),
  SERVER_2012_R2(
      "windows-server-2012-r2",
      "Windows Server 2012 R2",
      Family.SERVER,
      9600,
      9600,
      "2k12R2",
      Firmware.UEFI),
  SERVER_2016(
      "windows-server-2016",
      "Windows Server 2016",
      Family.SERVER,
      14393,
      16299,
      "2k16",
      Firmware.UEFI),
  SERVER_2019(
      "windows-server-2019",
      "Windows Server 2019",
      Family.SERVER,
      17763,
      19999,
      "2k19",
      Firmware.UEFI),
  SERVER_2022(
      "windows-server-2022",
      "Windows Server 2022",
      Family.SERVER,
      20348,
      25999,
      "2k22",
      Firmware.UEFI),
  SERVER_2025(
      "windows-server-2025",
      "Windows Server 2025",
      Family.SERVER,
      26100,
      99999,
      "2k25",
      Firmware.UEFI);

  /** Client editions need a local account, server editions an Administrator password. */
  public enum Family {
    CLIENT,
    SERVER
  }

  private final String id;
  private final String displayName;
  private final Family family;
  private final int firstBuild;
  private final int lastBuild;
  private final String driverFolder;
  private final Firmware defaultFirmware;

  Release(
      String id,
      String displayName,
      Family family,
      int firstBuild,
      int lastBuild,
      String driverFolder,
      Firmware defaultFirmware) {
    this.id = id;
    this.displayName = displayName;
    this.family = family;
    this.firstBuild = firstBuild;
    this.lastBuild = lastBuild;
    this.driverFolder = driverFolder;
    this.defaultFirmware = defaultFirmware;
  }

  /** The id in recipes and on the command line, such as {@code windows-server-2022}. */
  public String id() {
    return id;
  }

  public String displayName() {
    return displayName;
  }

  public Family family() {
    return family;
  }

  public boolean isServer() {
    return family == Family.SERVER;
  }

  /**
   * The folder of virtio-win that holds this release's drivers: {@code <driver>\<folder>\<arch>}.
   */
  public String driverFolder() {
    return driverFolder;
  }

  public Firmware defaultFirmware() {
    return defaultFirmware;
  }

  /** Kernel 6.1: PowerShell 2.0 only, SHA-1 driver signatures, MBR by default. */
  public boolean isKernel61() {
    return firstBuild < 9200;
  }

  /** Whether media of this release can have this build. */
  public boolean hasBuild(int build) {
    return firstBuild <= build && build <= lastBuild;
  }

  /** Whether even the first build of this release is this one or a later one. */
  public boolean isAtLeastBuild(int build) {
    return firstBuild >= build;
  }

  /**
   * The version of the media that users have today; for plans that are made without the medium.
   *
   * <p>Source: Microsoft Learn, "Windows 10 release information", "Windows 11 release information",
   * "Windows Server release information"; "Operating System Version" for 6.1 to 6.3.
   */
  public WindowsVersion currentVersion() {
    return switch (this) {
      case WINDOWS_7, SERVER_2008_R2 -> new WindowsVersion(6, 1, 7601, 1);
      case SERVER_2012 -> new WindowsVersion(6, 2, 9200, 0);
      case WINDOWS_8_1, SERVER_2012_R2 -> new WindowsVersion(6, 3, 9600, 0);
      case SERVER_2016 -> new WindowsVersion(10, 0, 14393, 0);
      case SERVER_2019 -> new WindowsVersion(10, 0, 17763, 0);
      case WINDOWS_10 -> new WindowsVersion(10, 0, 19045, 0);
      case SERVER_2022 -> new WindowsVersion(10, 0, 20348, 0);
      case WINDOWS_11, SERVER_2025 -> new WindowsVersion(10, 0, 26100, 0);
    };
  }

  /**
   * Whether this release exists for the architecture and boots with the firmware there.
   *
   * <p>Secure Boot begins with 8 and Server 2012; 32-bit Windows is built for BIOS only, since OVMF
   * is 64-bit; arm64 knows UEFI only; Windows 11 requires UEFI (Microsoft Learn, "Windows 11
   * requirements", "Secure boot", "Boot to UEFI mode or legacy BIOS mode").
   */
  public boolean supports(Architecture architecture, Firmware firmware) {
    boolean boots =
        switch (firmware) {
          case BIOS -> this != WINDOWS_11;
          case UEFI -> architecture != Architecture.X86;
          case UEFI_SECURE -> architecture != Architecture.X86 && !isKernel61();
        };
    return existsFor(architecture) && boots;
  }

  /** Whether Microsoft has media of this release for the architecture that users can install. */
  public boolean existsFor(Architecture architecture) {
    return switch (architecture) {
      case AMD64 -> true;
      case X86 -> this == WINDOWS_7 || this == WINDOWS_8_1 || this == WINDOWS_10;
      case ARM64 -> this == WINDOWS_11;
    };
  }

  /**
   * Whether Setup of this release refuses machines without TPM 2.0, Secure Boot or enough memory
   * (Microsoft Learn, "Windows 11 requirements").
   */
  public boolean checksHardware() {
    return this == WINDOWS_11;
  }

  /** The release with this id, or empty. */
  public static Optional<Release> ofId(String id) {
    return Arrays.stream(values()).filter(release -> release.id.equals(id)).findFirst();
  }

  /** The release that this image installs, or empty for one that Casement does not know. */
  public static Optional<Release> of(WindowsImage image) {
    Family family = image.installationType().isServer() ? Family.SERVER : Family.CLIENT;
    int build = image.version().build();
    return Arrays.stream(values())
        .filter(release -> release.family == family)
        .filter(release -> release.firstBuild <= build && build <= release.lastBuild)
        .findFirst();
  }

  /** All ids, in the order of the enum. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Release::id).toList();
  }

  @Override
  public String toString() {
    return id;
  }
}
