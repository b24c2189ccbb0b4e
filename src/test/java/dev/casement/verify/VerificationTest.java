package dev.casement.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.media.Program;
import dev.casement.report.Rule;
import dev.casement.units.DataSize;
import dev.casement.verify.inventory.Agent;
import dev.casement.verify.inventory.Fit;
import dev.casement.verify.inventory.Sysprep;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A good image has no findings; one that is broken in one way has that one. */
class VerificationTest {
  private static final String OTHER = "6A5E0000-0000-4000-8000-00000000000F";
  private static final String SERVICES = "ControlSet001\\Services\\";
  private static final String NAMES = "SAM\\Domains\\Account\\Users\\Names\\";
  private static final String WINLOGON = "Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\";
  private static final String STATE =
      "Microsoft\\Windows\\CurrentVersion\\Setup\\State\\ImageState";
  private static final String BUILD = "Microsoft\\Windows NT\\CurrentVersion\\CurrentBuild";
  private static final String CRITICAL_DEVICE =
      "ControlSet001\\Control\\CriticalDeviceDatabase\\pci#ven_1af4&dev_1001&rev_00\\";
  private static final String SYSTEM32 = "Windows/System32/";
  private static final String CLOUDBASE = "Program Files/Cloudbase Solutions/Cloudbase-Init/";

  private static final String PYTHON = CLOUDBASE + "Python/Lib/site-packages/cloudbaseinit/";
  private static final String SETUP_COMPLETE = "Windows/Setup/Scripts/SetupComplete.cmd";
  private static final String ANSWER_FILE = "Windows/Panther/unattend.xml";

  @TempDir Path directory;

  @Test
  void aGoodImageHasNoFindings() throws IOException {
    for (ImageOfWindows image : List.of(ImageOfWindows.uefi(), ImageOfWindows.bios())) {
      Path disk = image.build(Files.createTempDirectory(directory, "image"));
      assertThat(Verification.of(disk, DiskFormat.RAW).findings()).isEmpty();
    }
  }

  /** Windows starts without it. */
  @Test
  void aBootDriverThatIsNotCriticalMayBeMissing() {
    ImageOfWindows image = ImageOfWindows.uefi();
    image.system.put(SERVICES + "disk\\ErrorControl", 1);
    image.files.remove(SYSTEM32 + "drivers/disk.sys");

    assertThat(Verification.of(image.build(directory), DiskFormat.RAW).findings()).isEmpty();
  }

  @Test
  void saysWhatIsOnTheImageWhateverItsFormat() throws IOException {
    Path raw = ImageOfWindows.uefi().build(directory);
    Path qcow2 = directory.resolve("disk.qcow2");
    Program.run("qemu-img", "convert", "-c", "-O", "qcow2", raw + "", qcow2 + "");
    Verification verification = Verification.of(qcow2, DiskFormat.QCOW2);

    assertThat(verification.errors()).isZero();
    Inventory inventory = verification.inventory().orElseThrow();
    assertThat(inventory.product()).isEqualTo("Windows Server 2022 Standard");
    assertThat(inventory.version()).isEqualTo("10.0.20348.2700");
    assertThat(inventory.edition()).isEqualTo("ServerStandard");
    assertThat(inventory.installationType()).isEqualTo("Server");
    assertThat(inventory.firmware()).isEqualTo("uefi");
    assertThat(inventory.drivers()).containsExactly("balloon", "netkvm", "viostor");
    assertThat(inventory.diskBytes()).isEqualTo(Files.size(raw));
    assertThat(inventory.usedBytes()).isBetween(1L << 20, 20L << 20);
    assertThat(inventory.fit()).isEqualTo(new Fit(1, 2048));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void isFoundByItsOwnRuleAndNoOther(
      String rule, ImageOfWindows image, Consumer<Path> after, Expectations expectations) {
    Path disk = image.build(directory);
    after.accept(disk);

    assertThat(Verification.of(disk, DiskFormat.RAW, expectations).findings())
        .extracting(finding -> finding.rule().id())
        .containsExactly(rule);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
            layout(),
            boot(),
            drivers(),
            generalized(),
            leftovers(),
            cloudbaseInit(),
            anotherThanExpected(),
            flavors())
        .flatMap(part -> part);
  }

  private static Stream<Arguments> layout() {
    return Stream.of(
        uefi("no-windows", image -> image.registry = false),
        uefi("unreadable", image -> image.files.put(ImageOfWindows.SYSTEM, mark("regf"))),
        disk("gpt-half-damaged", ImageOfWindows.uefi(), VerificationTest::damageTheBackupTable),
        uefi("no-boot-partition", image -> image.partitions = List.of(image.partitions.get(1))),
        bios(
            "no-boot-partition",
            image ->
                image.partitions = List.of(image.partitions.getFirst().replace(", bootable", ""))),
        uefi(
            "windows-cannot-grow",
            image ->
                image.partitions =
                    Stream.concat(
                            image.partitions.stream(), Stream.of(ImageOfWindows.behindWindows()))
                        .toList()),
        disk(
            "encrypted",
            ImageOfWindows.uefi(),
            disk -> patch(disk, file -> file.write(UTF_8.encode("-FVE-FS-"), (17 << 20) + 3))),
        disk("volume-dirty", ImageOfWindows.uefi(), VerificationTest::markAsDirty),
        disk("volume-unsettled", ImageOfWindows.uefi(), VerificationTest::openTheJournal),
        uefi("hibernated", image -> image.files.put("hiberfil.sys", mark("HIBR"))),
        uefi("hibernated", image -> image.files.put("hiberfil.sys", mark("rstr"))),
        uefi("unknown", image -> link(image, CLOUDBASE + "conf", "../Cloudbase-Init/conf")),
        uefi(
            "unknown",
            image -> {
              link(image, CLOUDBASE + "conf", "log");
              link(image, CLOUDBASE + "log", "conf");
            }),
        uefi("unknown", image -> link(image, ANSWER_FILE, "unattend.xml")),
        disk("unknown", linked("/elsewhere"), VerificationTest::leadToAnotherDrive));
  }

  /** Another place of the same volume is as good. */
  @Test
  void linksAreFollowed() {
    ImageOfWindows image = linked("/elsewhere");
    ImageOfWindows.uefi().files.entrySet().stream()
        .filter(file -> file.getKey().startsWith(CLOUDBASE))
        .forEach(
            file ->
                image.files.put(file.getKey().replace(CLOUDBASE, "elsewhere/"), file.getValue()));
    link(image, ANSWER_FILE, "../answers.xml");
    image.files.put(
        "Windows/answers.xml", ImageOfWindows.uefi().files.getOrDefault(ANSWER_FILE, new byte[0]));

    assertThat(Verification.of(image.build(directory), DiskFormat.RAW, ALL).findings()).isEmpty();
  }

  private static ImageOfWindows linked(String cloudbaseInit) {
    ImageOfWindows image = ImageOfWindows.uefi();
    link(image, CLOUDBASE.replaceFirst("/$", ""), cloudbaseInit);
    return image;
  }

  /** What was there is no more. */
  private static void link(ImageOfWindows image, String path, String target) {
    image.files.keySet().removeIf(file -> (file + "/").startsWith(path + "/"));
    image.links.put(path, target);
  }

  /** wimlib takes the root of the tree for drive C. */
  private static void leadToAnotherDrive(Path disk) {
    patch(
        disk,
        file -> {
          ByteBuffer volume = ByteBuffer.allocate((int) file.size());
          file.read(volume, 0);
          String text = new String(volume.array(), ISO_8859_1);
          String target = new String("C:\\elsewhere".getBytes(UTF_16LE), ISO_8859_1);
          int at = text.indexOf(target);
          assertThat(at).isPositive();
          for (; at >= 0; at = text.indexOf(target, at + 1)) {
            file.write(ByteBuffer.wrap(new byte[] {'D'}), at);
          }
        });
  }

  private static Stream<Arguments> boot() {
    String osDevice = ImageOfWindows.entry("Elements\\21000001\\Element");
    return Stream.of(
        uefi("no-boot-manager", image -> image.esp.remove("EFI/Microsoft/Boot/bootmgfw.efi")),
        bios("no-boot-manager", image -> image.files.remove("bootmgr")),
        uefi("no-fallback-loader", image -> image.esp.remove("EFI/Boot/bootx64.efi")),
        uefi("no-boot-configuration", image -> image.bootStore.clear()),
        bios("no-boot-configuration", image -> image.bootStore.clear()),
        uefi(
            "no-boot-configuration",
            image -> {
              image.bootStore.clear();
              image.bootStore.put("Something\\Else", 1);
            }),
        uefi("no-boot-entry", image -> image.bootStore.remove(ImageOfWindows.defaultEntry())),
        uefi(
            "boot-entry-elsewhere",
            image ->
                image.bootStore.put(
                    osDevice, ImageOfWindows.gptDevice(OTHER, ImageOfWindows.WINDOWS_GUID))),
        uefi(
            "boot-entry-elsewhere",
            image ->
                image.bootStore.put(
                    osDevice, ImageOfWindows.gptDevice(ImageOfWindows.DISK_GUID, OTHER))),
        bios(
            "boot-entry-elsewhere",
            image ->
                image.bootStore.put(
                    osDevice, ImageOfWindows.mbrDevice(ImageOfWindows.MBR_SIGNATURE, 1 << 20))),
        bios(
            "boot-entry-elsewhere",
            image -> image.bootStore.put(osDevice, ImageOfWindows.mbrDevice("00000001", 17 << 20))),
        uefi("boot-loader-missing", image -> image.files.remove(SYSTEM32 + "winload.efi")));
  }

  private static Stream<Arguments> drivers() {
    return Stream.of(
        uefi("no-virtio-disk", image -> removeService(image, "viostor")),
        uefi(
            "virtio-disk-not-boot-start",
            image -> image.system.put(SERVICES + "viostor\\Start", 3)),
        uefi(
            "virtio-disk-not-boot-start",
            image -> image.system.put(SERVICES + "viostor\\StartOverride\\0", 3)),
        uefi(
            "virtio-disk-not-bound",
            image -> image.system.keySet().removeIf(key -> key.startsWith("DriverDatabase\\"))),
        // The device of the other driver.
        uefi(
            "virtio-disk-not-bound",
            image -> {
              image.system.keySet().removeIf(key -> key.startsWith("DriverDatabase\\"));
              image.system.put(ImageOfWindows.DEVICE.replace("1042", "1048") + "oem1.inf", 1);
            }),
        // Windows 8 and newer do not read it.
        uefi(
            "virtio-disk-not-bound",
            image -> {
              image.system.keySet().removeIf(key -> key.startsWith("DriverDatabase\\"));
              image.system.put(CRITICAL_DEVICE + "Service", "viostor");
            }),
        // Windows 7 does not read the other.
        bios("virtio-disk-not-bound", image -> image.software.put(BUILD, "7601")),
        uefi(
            "virtio-driver-not-in-store",
            image -> image.files.remove(ImageOfWindows.driverPackage("viostor"))),
        uefi(
            "virtio-driver-not-in-store",
            image -> image.files.remove(ImageOfWindows.driverPackage("netkvm"))),
        uefi(
            "virtio-driver-not-in-store",
            image -> image.system.put(SERVICES + "VirtioSerial\\Start", 3)),
        uefi(
            "virtio-driver-faulty",
            image ->
                image.files.put(
                    ImageOfWindows.driverPackage("viostor"),
                    ImageOfWindows.inf("viostor", "100.101.104.28500"))),
        // The newest of several counts.
        uefi(
            "virtio-driver-faulty",
            image ->
                image.files.put(
                    ImageOfWindows.driverPackage("viostor").replace("amd64_", "amd64_5"),
                    ImageOfWindows.inf("viostor", "100.101.104.29400"))),
        uefi("boot-driver-missing", image -> image.files.remove(SYSTEM32 + "drivers/viostor.sys")),
        uefi("boot-driver-missing", image -> image.files.remove(SYSTEM32 + "drivers/disk.sys")),
        uefi(
            "boot-driver-missing",
            image -> {
              image.system.remove(SERVICES + "disk\\ImagePath");
              image.files.remove(SYSTEM32 + "drivers/disk.sys");
            }),
        uefi(
            "boot-driver-missing",
            image ->
                image.system.put(
                    SERVICES + "disk\\ImagePath", "\\SystemRoot\\System32\\drivers\\other.sys")),
        uefi("no-virtio-network", image -> removeService(image, "netkvm")),
        uefi("no-virtio-balloon", image -> removeService(image, "BALLOON")),
        uefi(
            "guest-agent-without-port", image -> image.system.put(SERVICES + "QEMU-GA\\Start", 2)));
  }

  private static Stream<Arguments> generalized() {
    return Stream.of(
        uefi("not-generalized", image -> image.software.put(STATE, "IMAGE_STATE_COMPLETE")),
        uefi("not-generalized", image -> image.software.remove(STATE)),
        uefi(
            "no-sysprep-tag",
            image -> image.files.remove(SYSTEM32 + "Sysprep/Sysprep_succeeded.tag")),
        uefi("setup-not-armed", image -> image.system.put("Setup\\SetupType", 0)),
        uefi("setup-not-armed", image -> image.system.put("Setup\\CmdLine", "")));
  }

  private static Stream<Arguments> leftovers() {
    byte[] password = ImageOfWindows.answerFile("c2VjcmV0").getBytes(UTF_8);
    return Stream.of(
        uefi("auto-logon", image -> image.software.put(WINLOGON + "AutoAdminLogon", "1")),
        uefi("password-left", image -> image.software.put(WINLOGON + "DefaultPassword", "secret")),
        uefi(
            "password-left",
            image ->
                image.security.put(
                    "Policy\\Secrets\\DefaultPassword\\CurrVal\\", new byte[] {1, 2})),
        uefi("password-in-answer-file", image -> image.files.put(ANSWER_FILE, password)),
        uefi("password-in-answer-file", image -> image.files.put("Autounattend.xml", password)),
        uefi(
            "password-in-answer-file",
            image ->
                image.files.put(
                    "unattend.xml",
                    ("\uFEFF" + ImageOfWindows.answerFile("c2VjcmV0")).getBytes(UTF_16LE))),
        // Not in the encoding that it should be in.
        uefi(
            "password-in-answer-file",
            image ->
                image.files.put(
                    "unattend.xml",
                    ImageOfWindows.answerFile("\u00e9c2VjcmV0").getBytes(ISO_8859_1))),
        uefi("account-left", image -> image.accounts.put(NAMES + "vagrant\\", 1001L)),
        uefi(
            "build-left-behind",
            image -> image.files.put("ProgramData/Casement/start.cmd", new byte[0])),
        uefi(
            "build-left-behind",
            image ->
                image.software.put(
                    "Microsoft\\Windows\\CurrentVersion\\Run\\Casement", "start.cmd")),
        uefi("build-left-behind", image -> image.software.put("Casement\\Password", "x")),
        uefi(
            "build-left-behind",
            image -> image.files.put(SYSTEM32 + "Tasks/Casement", new byte[0])),
        uefi(
            "build-left-behind",
            image ->
                image.software.put(
                    "Microsoft\\Windows"
                        + " NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\Casement\\Id",
                    "{6A5E0000-0000-4000-8000-000000000003}")),
        uefi("space-wasted", image -> image.files.put("pagefile.sys", new byte[4096])),
        uefi("space-wasted", image -> image.files.put("hiberfil.sys", new byte[4096])),
        uefi("space-wasted", image -> image.files.put("Windows.old/file", new byte[0])),
        uefi("space-wasted", image -> image.files.put("Windows/MEMORY.DMP", new byte[1])),
        large("Windows/SoftwareDistribution/Download/0123/update.cab", 65),
        large(ImageOfWindows.TEMP + "/setup/data.cab", 65),
        large("Windows/Logs/CBS/CBS.log", 129));
  }

  private static Arguments large(String file, int mebibytes) {
    return uefi(
        "space-wasted",
        image -> {
          image.enlarge(mebibytes);
          image.files.put(file, new byte[mebibytes << 20]);
        });
  }

  private static Stream<Arguments> cloudbaseInit() {
    return Stream.of(
        uefi("no-cloudbase-init", image -> removeService(image, "cloudbase-init")),
        uefi(
            "cloudbase-init-disabled",
            image -> image.system.put(SERVICES + "cloudbase-init\\Start", 4)),
        uefi(
            "cloudbase-init-not-started",
            image -> image.system.put(SERVICES + "cloudbase-init\\Start", 3)),
        uefi(
            "cloudbase-init-not-started",
            image -> {
              image.system.put(SERVICES + "cloudbase-init\\Start", 3);
              image.files.put(SETUP_COMPLETE, "exit /b 0".getBytes(UTF_8));
            }),
        uefi(
            "cloudbase-init-restarts-forever",
            image -> image.files.remove(CLOUDBASE + "Python/Scripts/cloudbase-init.exe")),
        uefi(
            "cloudbase-init-account-missing",
            image -> {
              image.system.put(SERVICES + "cloudbase-init\\ObjectName", ".\\cloudbase-init");
              image.accounts.put(NAMES + "Administrator\\", new byte[0]);
            }),
        uefi(
            "cloudbase-init-plugin-missing",
            image -> {
              image.files.put(PYTHON + "plugins/common/mtu.py", new byte[0]);
              image.files.put(
                  CLOUDBASE + "conf/cloudbase-init-unattend.conf",
                  """
                  [DEFAULT]
                  plugins=cloudbaseinit.plugins.common.mtu.MTUPlugin,
                    cloudbaseinit.plugins.common.mtus.MTUPlugin,
                    another.Plugin
                  """
                      .getBytes(UTF_8));
            }),
        uefi(
            "cloudbase-init-incomplete",
            image -> image.files.remove(CLOUDBASE + "bin/OpenStackService.exe")),
        uefi(
            "cloudbase-init-incomplete",
            image -> image.files.remove(CLOUDBASE + "conf/cloudbase-init.conf")),
        uefi(
            "cloudbase-init-answer-file",
            image -> image.files.remove(CLOUDBASE + "conf/Unattend.xml")),
        uefi(
            "cloudbase-init-answer-file",
            image -> image.files.put(CLOUDBASE + "conf/Unattend.xml", new byte[0])),
        uefi("answer-file-broken", image -> replace(image, ANSWER_FILE, "</unattend>", "")),
        uefi(
            "answer-file-broken",
            image -> image.files.put(ANSWER_FILE, "<html></html>".getBytes(UTF_8))));
  }

  private static final Expectations.Windows WINDOWS =
      new Expectations.Windows(
          Optional.of(Release.SERVER_2022),
          Optional.of(Architecture.AMD64),
          Optional.of(new EditionId("ServerStandard")));
  private static final Expectations.Machine MACHINE =
      new Expectations.Machine(
          Optional.of(Firmware.UEFI_SECURE),
          Optional.of(DiskBus.VIRTIO),
          Optional.of(DataSize.mebibytes(44)));
  private static final Expectations.Instances INSTANCES =
      new Expectations.Instances(
          Map.of("cloudbase-init.conf", ImageOfWindows.CONFIGURATION),
          Map.of("TimeZone", "UTC"),
          Optional.of("?:\\pagefile.sys"));
  private static final Expectations ALL = new Expectations(WINDOWS, MACHINE, INSTANCES);

  private static Expectations windows(Release release, Architecture architecture, String edition) {
    return new Expectations(
        new Expectations.Windows(
            Optional.of(release), Optional.of(architecture), Optional.of(new EditionId(edition))),
        MACHINE,
        INSTANCES);
  }

  private static Expectations machine(Firmware firmware, DiskBus bus, int mebibytes) {
    return new Expectations(
        WINDOWS,
        new Expectations.Machine(
            Optional.of(firmware), Optional.of(bus), Optional.of(DataSize.mebibytes(mebibytes))),
        INSTANCES);
  }

  private static Stream<Arguments> anotherThanExpected() {
    String conf = CLOUDBASE + "conf/cloudbase-init.conf";
    return Stream.of(
        expected(
            "another-windows", windows(Release.SERVER_2025, Architecture.AMD64, "ServerStandard")),
        // The same build, but a client.
        expected(
            "another-windows",
            ALL,
            image ->
                image.software.put(
                    "Microsoft\\Windows NT\\CurrentVersion\\InstallationType", "Client")),
        expected(
            "another-windows", windows(Release.SERVER_2022, Architecture.ARM64, "ServerStandard")),
        expected(
            "another-windows",
            windows(Release.SERVER_2022, Architecture.AMD64, "ServerDatacenter")),
        expected("another-firmware", machine(Firmware.BIOS, DiskBus.VIRTIO, 44)),
        expected("another-disk-size", machine(Firmware.UEFI, DiskBus.VIRTIO, 45)),
        expected("disk-bus-without-driver", machine(Firmware.UEFI, DiskBus.SCSI, 44)),
        expected("disk-bus-without-driver", machine(Firmware.UEFI, DiskBus.SATA, 44)),
        expected(
            "disk-bus-without-driver",
            ALL,
            image -> image.system.put(SERVICES + "viostor\\Start", 3)),
        expected("disk-bus-without-driver", ALL, image -> removeService(image, "viostor")),
        expected("cloudbase-init-differs", ALL, image -> replace(image, conf, "=Admin", "=Other")),
        expected("cloudbase-init-differs", ALL, image -> replace(image, conf, "Users", "Guests")),
        expected("cloudbase-init-differs", ALL, image -> replace(image, conf, "cdrom", "raw_hdd")),
        expected("cloudbase-init-differs", ALL, image -> removeService(image, "cloudbase-init")),
        expected("answer-file-differs", ALL, image -> image.files.remove(ANSWER_FILE)),
        expected(
            "answer-file-differs", ALL, image -> replace(image, ANSWER_FILE, ">UTC<", ">CET<")),
        expected("page-file-differs", ALL, image -> replace(image, ANSWER_FILE, "?:", "D:")));
  }

  private static Stream<Arguments> flavors() {
    return Stream.of(
        expected("min-disk-too-small", flavor(0, 2048)),
        expected("min-ram-too-small", flavor(1, 0)),
        expected("min-ram-too-small", flavor(1, 2047)));
  }

  private static Expectations flavor(long minDisk, long minRam) {
    return ALL.from(new Expectations.Flavor(minDisk, minRam));
  }

  /** The memory that the pages of Microsoft require, which docs/windows-facts.md names. */
  @ParameterizedTest
  @CsvSource({
    "20348, Server, AMD64, 2048",
    "20348, Server Core, AMD64, 512",
    "9600, Server, AMD64, 512",
    "9600, Client, AMD64, 2048",
    "7601, Client, x86, 1024",
    "19045, Client, AMD64, 2048",
    "26100, Client, ARM64, 4096",
    "26100, Server, AMD64, 2048",
    "0, Server, AMD64, 0",
    "20348, '', AMD64, 0"
  })
  void needsTheMemoryOfItsRelease(int build, String type, String architecture, long memory) {
    assertThat(Fit.of(new DataSize((40L << 30) + 1), build, type, architecture))
        .isEqualTo(new Fit(41, memory));
  }

  @Test
  void aFlavorThatIsLargeEnoughIsFine() {
    Path disk = ImageOfWindows.uefi().build(directory);

    assertThat(Verification.of(disk, DiskFormat.RAW, flavor(1, 2048)).findings()).isEmpty();
  }

  /** As Casement's own images have it, and as those of Windows 7 find their disks. */
  @Test
  void aServiceMayBeStartedBySetupAndADiskBeFoundAsInWindows7() {
    ImageOfWindows image = ImageOfWindows.bios();
    image.system.put(SERVICES + "cloudbase-init\\Start", 3);
    image.files.put(SETUP_COMPLETE, "net.exe start Cloudbase-Init\r\n".getBytes(UTF_8));
    image.system.keySet().removeIf(key -> key.startsWith("DriverDatabase\\"));
    image.system.put(CRITICAL_DEVICE + "Service", "viostor");
    image.software.put(BUILD, "7601");

    assertThat(Verification.of(image.build(directory), DiskFormat.RAW).findings()).isEmpty();
  }

  @Test
  void accountsOfWindowsOfServicesAndDisabledOnesMayStay() {
    ImageOfWindows image = ImageOfWindows.uefi();
    image.accounts.put(NAMES + "Administrator\\", 500L);
    image.accounts.put(NAMES + "WDAGUtilityAccount\\", 504L);
    image.accounts.put(NAMES + "HomeGroupUser$\\", 1002L);
    image.accounts.put(NAMES + "Cloudbase-Init\\", 1003L);
    image.system.put(SERVICES + "cloudbase-init\\ObjectName", ".\\cloudbase-init");
    image.accounts.put(NAMES + "packer\\", 1004L);
    byte[] flags = new byte[80];
    flags[56] = 0x11;
    image.accounts.put(NAMES.replace("Names", "000003EC") + "F", flags);

    assertThat(Verification.of(image.build(directory), DiskFormat.RAW).findings()).isEmpty();
  }

  /** The services of most drivers have other names than their packages. */
  @Test
  void driversAreKnownByTheirServices() {
    ImageOfWindows image = ImageOfWindows.uefi();
    Map.of("VirtioSerial", "vioser", "VirtRng", "viorng")
        .forEach(
            (service, driver) -> {
              image.system.put(SERVICES + service + "\\Start", 3);
              image.files.put(
                  ImageOfWindows.driverPackage(driver),
                  ImageOfWindows.inf(driver, "100.100.104.27100"));
            });

    Verification verification = Verification.of(image.build(directory), DiskFormat.RAW);

    assertThat(verification.findings()).isEmpty();
    assertThat(verification.inventory().orElseThrow().drivers())
        .containsExactly("balloon", "netkvm", "viorng", "vioser", "viostor");
  }

  /** Either database will do for a Windows that does not say what it is. */
  @Test
  void whatIsNotKnownIsNotFound() {
    ImageOfWindows image = ImageOfWindows.uefi();
    image.software.remove(BUILD);
    image.system.keySet().removeIf(key -> key.startsWith("DriverDatabase\\"));
    image.system.put(CRITICAL_DEVICE + "Service", "viostor");
    // Drivers of other vendors have other versions.
    image.files.put(
        ImageOfWindows.driverPackage("viostor"), ImageOfWindows.inf("viostor", "1.0.0.28500"));
    image.files.put(
        ImageOfWindows.driverPackage("netkvm"), ImageOfWindows.inf("netkvm", "100.101.104.28500"));

    assertThat(Verification.of(image.build(directory), DiskFormat.RAW).findings()).isEmpty();
  }

  @Test
  void aGoodImageIsWhatItIsMeantToBe() {
    ImageOfWindows image = ImageOfWindows.uefi();

    assertThat(Verification.of(image.build(directory), DiskFormat.RAW, ALL).findings()).isEmpty();
  }

  /** Without VirtIO's disk driver instances start all the same, if they get another disk. */
  @Test
  void whatTheExpectedBusDoesNotNeedMayBeMissing() {
    ImageOfWindows image = ImageOfWindows.uefi();
    removeService(image, "viostor");
    image.system.put(SERVICES + "storahci\\Start", 0);

    assertThat(
            Verification.of(
                    image.build(directory),
                    DiskFormat.RAW,
                    machine(Firmware.UEFI, DiskBus.SATA, 44))
                .findings())
        .isEmpty();
  }

  /** The step cloudbase-init has translated the group, and writes in Windows' own code page. */
  @Test
  void aWindowsOfAnotherLanguageHasOtherNames() {
    ImageOfWindows image = ImageOfWindows.uefi();
    image.system.put("ControlSet001\\Control\\Nls\\Language\\InstallLanguage", "040c");
    image.system.put("ControlSet001\\Control\\Nls\\CodePage\\ACP", "1250");
    image.files.put(
        CLOUDBASE + "conf/cloudbase-init.conf",
        "[DEFAULT]\r\nusername=\u010eek\r\ngroups=Administrateurs,Utilisateurs\r\n"
            .getBytes(Charset.forName("windows-1250")));
    Expectations expectations =
        new Expectations(
            WINDOWS,
            MACHINE,
            new Expectations.Instances(
                Map.of(
                    "cloudbase-init.conf",
                    "[DEFAULT]\nusername=\u010eek\ngroups=Administrators,Users\n"),
                Map.of(),
                Optional.empty()));

    assertThat(Verification.of(image.build(directory), DiskFormat.RAW, expectations).findings())
        .isEmpty();
  }

  @Test
  void saysWhatSysprepHasRecordedAndWhoSignedTheBootManager() {
    ImageOfWindows image = ImageOfWindows.uefi();
    image.files.remove(SYSTEM32 + "Sysprep/Sysprep_succeeded.tag");
    image.system.put("Setup\\Status\\SysprepStatus\\GeneralizationState", 3);
    image.files.put(
        SYSTEM32 + "Sysprep/Panther/setuperr.log",
        """
        2026-01-01 00:00:00, Error      [0x0f0070] SYSPRP RunDlls:An error occurred
        2026-01-01 00:00:01, Error      BCD: BiUpdateEfiEntry failed c000000d
        """
            .getBytes(UTF_8));
    String program = "Microsoft\\Windows\\CurrentVersion\\Uninstall\\QEMU\\";
    image.software.put(program + "DisplayName", "QEMU guest agent");
    image.software.put(program + "DisplayVersion", "109.0.1");
    image.system.put(SERVICES + "QEMU-GA\\Start", 2);
    image.system.put(SERVICES + "VirtioSerial\\Start", 2);
    image.files.put(
        ImageOfWindows.driverPackage("vioser"), ImageOfWindows.inf("vioser", "100.100.104.27100"));

    Verification verification = Verification.of(image.build(directory), DiskFormat.RAW);

    assertThat(verification.findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .isEqualTo(
                        "there is no such file; GeneralizationState is 3; sysprep's last error:"
                            + " 2026-01-01 00:00:00, Error      [0x0f0070] SYSPRP RunDlls:An error"
                            + " occurred"));
    Inventory inventory = verification.inventory().orElseThrow();
    assertThat(inventory.sysprep().imageState()).isEqualTo("IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    assertThat(inventory.sysprep().cleanupState()).isEmpty();
    assertThat(inventory.sysprep().errors()).hasSize(1);
    assertThat(inventory.bootAuthorities()).containsExactly("Windows UEFI CA 2023");
    assertThat(inventory.agents())
        .containsExactly(new Agent("cloudbase-init", ""), new Agent("QEMU-GA", "109.0.1"));
    assertThat(recorded(inventory, List.of())).isEqualTo(inventory);
    // As builds have recorded it that knew less.
    Inventory earlier = recorded(inventory, List.of("bootAuthorities", "agents", "sysprep", "fit"));
    assertThat(earlier.fit()).isEqualTo(Fit.UNKNOWN);
    assertThat(earlier.agents()).isEmpty();
    assertThat(earlier.sysprep()).isEqualTo(Sysprep.UNKNOWN);
  }

  /** As it is read from a manifest. */
  private static Inventory recorded(Inventory inventory, List<String> without) {
    ObjectNode json = JsonMapper.shared().valueToTree(inventory);
    json.remove(without);
    return JsonMapper.shared().treeToValue(json, Inventory.class);
  }

  /** A check that nothing can break is none. */
  @Test
  void everyRuleIsBroken() {
    Set<Object> seen = broken().map(each -> each.get()[0]).collect(Collectors.toSet());

    assertThat(Verification.rules()).extracting(Rule::id).doesNotHaveDuplicates();
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(Verification.rules().stream().map(Rule::id).toList());
  }

  @Test
  void theManualHasEveryRule() throws IOException {
    String manual = Files.readString(Path.of("docs/verify.md"));

    assertThat(Verification.rules())
        .allSatisfy(
            rule ->
                assertThat(manual)
                    .contains(
                        "| `%s` | %s | %s | %s | %s |"
                            .formatted(
                                rule.id(),
                                rule.severity(),
                                rule.why(),
                                rule.remedy().replace("|", "\\|"),
                                rule.source())));
  }

  /** Bytes of structures changed at random: findings or nothing, and never a defect. */
  @Test
  void damageIsAFindingAndNotADefect() throws IOException {
    byte[] sound = Files.readAllBytes(ImageOfWindows.uefi().build(directory));
    Path damaged = directory.resolve("damaged.raw");
    Random random = new Random(19);
    for (int i = 0; i < 40; i++) {
      byte[] bytes = sound.clone();
      for (int j = 0; j < 200; j++) {
        bytes[(17 << 20) + random.nextInt(4 << 20)] = (byte) random.nextInt();
      }
      Files.write(damaged, i % 4 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
      assertThat(Verification.of(damaged, DiskFormat.RAW).findings()).doesNotContainNull();
    }
  }

  private static Arguments uefi(String rule, Consumer<ImageOfWindows> change) {
    return changed(rule, ImageOfWindows.uefi(), change);
  }

  private static Arguments bios(String rule, Consumer<ImageOfWindows> change) {
    return changed(rule, ImageOfWindows.bios(), change);
  }

  private static Arguments changed(
      String rule, ImageOfWindows image, Consumer<ImageOfWindows> change) {
    change.accept(image);
    return disk(rule, image, path -> {});
  }

  private static Arguments disk(String rule, ImageOfWindows image, Consumer<Path> after) {
    return Arguments.of(rule, image, after, Expectations.none());
  }

  private static Arguments expected(String rule, Expectations expectations) {
    return expected(rule, expectations, image -> {});
  }

  private static Arguments expected(
      String rule, Expectations expectations, Consumer<ImageOfWindows> change) {
    ImageOfWindows image = ImageOfWindows.uefi();
    change.accept(image);
    return Arguments.of(rule, image, (Consumer<Path>) path -> {}, expectations);
  }

  private static void replace(ImageOfWindows image, String file, String old, String other) {
    String text = new String(image.files.getOrDefault(file, new byte[0]), UTF_8);
    assertThat(text).contains(old);
    image.files.put(file, text.replace(old, other).getBytes(UTF_8));
  }

  private static void removeService(ImageOfWindows image, String name) {
    image.system.keySet().removeIf(key -> key.startsWith(SERVICES + name + "\\"));
  }

  private static byte[] mark(String text) {
    return Arrays.copyOf(text.getBytes(UTF_8), 4096);
  }

  private static void damageTheBackupTable(Path disk) {
    patch(disk, file -> file.write(ByteBuffer.allocate(8), file.size() - 512 + 16));
  }

  /** The flag of the attribute $VOLUME_INFORMATION, in the fourth record of the table of files. */
  private static void markAsDirty(Path disk) {
    patch(
        disk,
        file -> {
          ByteBuffer volume = record(file, 3);
          int at = attribute(volume, 0x70);
          int flags = at + volume.getShort(at + 20) + 10;
          file.write(ByteBuffer.wrap(new byte[] {1}), recordAt(file, 3) + flags);
        });
  }

  /** mkntfs empties $LogFile, the third record: all its bytes are 0xff. */
  private static void openTheJournal(Path disk) {
    patch(
        disk,
        file -> {
          ByteBuffer journal = record(file, 2);
          int runs = attribute(journal, 0x80);
          runs += journal.getShort(runs + 32);
          int first = runs + 1 + (journal.get(runs) & 15);
          long mask = (1L << (8 * (journal.get(runs) >> 4))) - 1;
          long cluster = journal.getLong(first) & mask;
          file.write(ByteBuffer.allocate(8), (17L << 20) + cluster * clusterSize(file) + 4096);
        });
  }

  private static int attribute(ByteBuffer record, int type) {
    int at = record.getShort(20);
    while (record.getInt(at) != type) {
      at += record.getInt(at + 4);
    }
    return at;
  }

  private static ByteBuffer boot(FileChannel file) throws IOException {
    ByteBuffer boot = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    file.read(boot, 17 << 20);
    return boot;
  }

  private static long clusterSize(FileChannel file) throws IOException {
    return boot(file).get(13) * 512L;
  }

  private static long recordAt(FileChannel file, int number) throws IOException {
    return (17L << 20) + boot(file).getLong(48) * clusterSize(file) + number * 1024L;
  }

  private static ByteBuffer record(FileChannel file, int number) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    file.read(record, recordAt(file, number));
    return record;
  }

  @FunctionalInterface
  private interface Patch {
    void on(FileChannel file) throws IOException;
  }

  private static void patch(Path disk, Patch patch) {
    try (FileChannel file =
        FileChannel.open(disk, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      patch.on(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
