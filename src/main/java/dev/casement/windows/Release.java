package dev.casement.windows;

import dev.casement.units.DataSize;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A Windows release that Casement builds, and its differences from other releases.
 *
 * <p>Client and server releases share build numbers (26100 is both Windows 11 24H2 and Server
 * 2025), so a release is found by build <em>and</em> installation type, never by "minor ≥ 2": 10.0
 * has minor 0.
 */
@SuppressWarnings("ImmutableEnumChecker") // its records hold nothing that changes
public enum Release {
  WINDOWS_7(
      new Names("windows-7", "Windows 7"),
      Family.CLIENT,
      new Builds(7600, 7601, new WindowsVersion(6, 1, 7601, 1)),
      "w7",
      Machine.of(Firmware.BIOS, 20, 2)),
  WINDOWS_8_1(
      new Names("windows-8.1", "Windows 8.1"),
      Family.CLIENT,
      new Builds(9600, 9600, new WindowsVersion(6, 3, 9600, 0)),
      "w8.1",
      Machine.of(Firmware.UEFI, 20, 2)),
  WINDOWS_10(
      new Names("windows-10", "Windows 10"),
      Family.CLIENT,
      new Builds(10240, 19045, new WindowsVersion(10, 0, 19045, 0)),
      "w10",
      Machine.of(Firmware.UEFI, 32, 2)),
  WINDOWS_11(
      new Names("windows-11", "Windows 11"),
      Family.CLIENT,
      new Builds(22000, 99999, new WindowsVersion(10, 0, 26100, 0)),
      "w11",
      Machine.of(Firmware.UEFI, 64, 4)),
  SERVER_2008_R2(
      new Names("windows-server-2008-r2", "Windows Server 2008 R2"),
      Family.SERVER,
      new Builds(7600, 7601, new WindowsVersion(6, 1, 7601, 1)),
      "2k8R2",
      Machine.of(Firmware.BIOS, 32, 1)),
  SERVER_2012(
      new Names("windows-server-2012", "Windows Server 2012"),
      Family.SERVER,
      new Builds(9200, 9200, new WindowsVersion(6, 2, 9200, 0)),
      "2k12",
      Machine.of(Firmware.UEFI, 32, 1)),
  SERVER_2012_R2(
      new Names("windows-server-2012-r2", "Windows Server 2012 R2"),
      Family.SERVER,
      new Builds(9600, 9600, new WindowsVersion(6, 3, 9600, 0)),
      "2k12R2",
      Machine.of(Firmware.UEFI, 32, 1)),
  SERVER_2016(
      new Names("windows-server-2016", "Windows Server 2016"),
      Family.SERVER,
      new Builds(14393, 17762, new WindowsVersion(10, 0, 14393, 0)),
      "2k16",
      Machine.of(Firmware.UEFI, 32, 2)),
  SERVER_2019(
      new Names("windows-server-2019", "Windows Server 2019"),
      Family.SERVER,
      new Builds(17763, 19999, new WindowsVersion(10, 0, 17763, 0)),
      "2k19",
      Machine.of(Firmware.UEFI, 32, 2)),
  SERVER_2022(
      new Names("windows-server-2022", "Windows Server 2022"),
      Family.SERVER,
      new Builds(20348, 25999, new WindowsVersion(10, 0, 20348, 0)),
      "2k22",
      Machine.of(Firmware.UEFI, 32, 2)),
  SERVER_2025(
      new Names("windows-server-2025", "Windows Server 2025"),
      Family.SERVER,
      new Builds(26100, 99999, new WindowsVersion(10, 0, 26100, 0)),
      "2k25",
      Machine.of(Firmware.UEFI, 32, 2));

  private record Names(String id, String display) {}

  /**
   * @param current the version on current media
   */
  private record Builds(int first, int last, WindowsVersion current) {}

  private record Machine(Firmware firmware, DataSize leastDisk, DataSize leastMemory) {
    /** Creates one from GB as Microsoft counts them: disks by 10^9, memory by 2^30. */
    static Machine of(Firmware firmware, long disk, long memory) {
      return new Machine(firmware, new DataSize(disk * 1_000_000_000), DataSize.gibibytes(memory));
    }
  }

  /** Client editions need a local account, server editions an Administrator password. */
  public enum Family {
    CLIENT,
    SERVER
  }

  private final Names names;
  private final Family family;
  private final Builds builds;
  private final String driverFolder;
  private final Machine machine;

  Release(Names names, Family family, Builds builds, String driverFolder, Machine machine) {
    this.names = names;
    this.family = family;
    this.builds = builds;
    this.driverFolder = driverFolder;
    this.machine = machine;
  }

  /** The id in recipes and on the command line, such as {@code windows-server-2022}. */
  public String id() {
    return names.id();
  }

  public String displayName() {
    return names.display();
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

  /** The default firmware; 32-bit Windows supports BIOS only. */
  public Firmware defaultFirmware(Architecture architecture) {
    return architecture == Architecture.X86 ? Firmware.BIOS : machine.firmware();
  }

  /** Kernel 6.1: PowerShell 2.0 only, SHA-1 driver signatures, MBR by default. */
  public boolean isKernel61() {
    return builds.first() < 9200;
  }

  /** Whether media of this release can have this build. */
  public boolean hasBuild(int build) {
    return builds.first() <= build && build <= builds.last();
  }

  /** Whether the first build of this release is at least this one. */
  public boolean isAtLeastBuild(int build) {
    return builds.first() >= build;
  }

  /**
   * The version on current media, for plans without a medium.
   *
   * <p>Source: Microsoft Learn, "Windows 10 release information", "Windows 11 release information",
   * "Windows Server release information"; "Operating System Version" for 6.1 to 6.3.
   */
  public WindowsVersion currentVersion() {
    return builds.current();
  }

  /**
   * The minimum disk size according to Microsoft.
   *
   * <p>Source: Microsoft, "Windows 7 system requirements", "Windows 8.1 system requirements";
   * Microsoft Learn, "Minimum hardware requirements" (Windows 10 from 1903), "Windows 11
   * requirements", "Hardware requirements for Windows Server".
   */
  public DataSize leastDisk() {
    return machine.leastDisk();
  }

  /**
   * The minimum memory for installing and running Windows from this image: Microsoft's figure, but
   * 1 GB instead of 512 MB, since Setup fails on a virtual machine with less than 800 MB (Microsoft
   * Learn, "Hardware requirements for Windows Server"; the other sources are as for the disk).
   */
  public DataSize leastMemory(WindowsImage image) {
    return image.installationType() == InstallationType.SERVER_CORE
        ? DataSize.gibibytes(1)
        : leastMemory(image.architecture());
  }

  /** The editions most often used for images, the commonest first; evaluation media have others. */
  public List<String> usualEditions() {
    return isServer()
        ? List.of("ServerStandard", "ServerStandardEval")
        : List.of("Professional", "Enterprise", "EnterpriseEval");
  }

  /** As {@link #leastMemory(WindowsImage)}, for an image with a desktop. */
  public DataSize leastMemory(Architecture architecture) {
    return architecture == Architecture.X86 ? DataSize.gibibytes(1) : machine.leastMemory();
  }

  /** The default edition: the one most often used for images. */
  public String usualEdition() {
    return usualEditions().getFirst();
  }

  /**
   * Whether the release has Store apps, which break sysprep when only one user has them (Microsoft
   * Learn, "Sysprep fails when you remove or update Microsoft Store apps").
   */
  public boolean hasStoreApps() {
    return !isServer() && isAtLeastBuild(9600);
  }

  /** Whether Windows installs suggested apps by itself (Microsoft Learn, "CloudContent" policy). */
  public boolean hasSuggestedApps() {
    return !isServer() && isAtLeastBuild(10240);
  }

  /**
   * Whether the out-of-box experience has pages about accounts and registration that can be hidden
   * individually (Microsoft Learn, "HideOEMRegistrationScreen" and its siblings: since 8 and 2012).
   */
  public boolean hasAccountPages() {
    return isAtLeastBuild(9200);
  }

  /**
   * Whether it asks for the network location (Microsoft Learn, "NetworkLocation": not since 10).
   */
  public boolean asksForNetworkLocation() {
    return !isAtLeastBuild(10240);
  }

  /**
   * Whether its first start requires a network and a Microsoft account, and whether it encrypts its
   * disk automatically (BypassNRO; Microsoft Learn, "BitLocker drive encryption in Windows 11 for
   * OEMs").
   */
  public boolean isTiedToAccounts() {
    return this == WINDOWS_11;
  }

  /**
   * The size of the Microsoft reserved partition of GPT disks: 16 MB since Windows 10; earlier, 128
   * MB for disks over 16 GB (Microsoft Learn, "UEFI/GPT-based hard drive partitions").
   */
  public DataSize reservedPartition() {
    return DataSize.mebibytes(isAtLeastBuild(10240) ? 16 : 128);
  }

  /**
   * Whether Setup is known to find an answer file on a floppy. That of a Windows 10 ISO did not on
   * QEMU (Packer issue 12771), and UEFI guests often have no floppy driver.
   */
  public boolean seesFloppy(Firmware firmware) {
    return firmware == Firmware.BIOS && !isAtLeastBuild(10240);
  }

  /**
   * Whether this release exists for the architecture and boots with the firmware.
   *
   * <p>Secure Boot begins with 8 and Server 2012; 32-bit Windows supports BIOS only here, since
   * OVMF is 64-bit; arm64 supports UEFI only; Windows 11 requires UEFI (Microsoft Learn, "Windows
   * 11 requirements", "Secure boot", "Boot to UEFI mode or legacy BIOS mode").
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

  /** Whether Microsoft provides installable media of this release for the architecture. */
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

  /**
   * Whether Windows from this image includes PowerShell at its first start: on Server Core of 2008
   * R2 the feature is off (Microsoft, "What's New in the Server Core Installation Option"). Its
   * edition ID contains Core, too.
   */
  public boolean hasPowerShell(WindowsImage image) {
    return this != SERVER_2008_R2
        || (image.installationType() != InstallationType.SERVER_CORE
            && !image.edition().value().toLowerCase(Locale.ROOT).endsWith("core"));
  }

  /** The release with this id, or empty. */
  public static Optional<Release> ofId(String id) {
    return Arrays.stream(values()).filter(release -> release.names.id().equals(id)).findFirst();
  }

  /** The release that this image installs, or empty for an unknown one. */
  public static Optional<Release> of(WindowsImage image) {
    Family family = image.installationType().isServer() ? Family.SERVER : Family.CLIENT;
    int build = image.version().build();
    return Arrays.stream(values())
        .filter(release -> release.family == family)
        .filter(release -> release.hasBuild(build))
        .findFirst();
  }

  /** All ids, in the order of the enum. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Release::id).toList();
  }

  @Override
  public String toString() {
    return names.id();
  }
}
