package dev.casement.pipeline.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.media.DriverMedia;
import dev.casement.media.DriverPackage;
import dev.casement.media.author.BootMode;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.setup.AnswerFileAuthor;
import dev.casement.recipe.Machine;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Records;
import dev.casement.recipe.Start;
import dev.casement.recipe.key.Defaults;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import dev.casement.unattend.AnswerFileXml;
import dev.casement.unattend.Registration;
import dev.casement.units.DataSize;
import dev.casement.verify.BaseImage;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import dev.casement.windows.Firmware;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found wrong between recipe and media before any machine starts. */
@Tag("host-locale")
class InspectMediaTest {
  private static final Source FILE =
      new Source(new Recipe.Location.LocalFile(Path.of("a.iso")), Optional.empty());

  private final Recipe plain = Recipes.with(FILE);

  // What a test's recipe says; the defaults suit every release but Windows 11.
  private Optional<Source> driverSource = Optional.empty();
  private List<String> excludedDrivers = List.of();
  private Optional<Source> installer = Optional.empty();
  private Optional<ImageSelector> selector = Optional.empty();
  private ProductKeyChoice key = new ProductKeyChoice.Kms();
  private String locale = "en-US";
  private Optional<Firmware> firmware = Optional.empty();
  private DataSize disk = DataSize.gibibytes(40);
  private DataSize memory = DataSize.gibibytes(4);
  private DiskBus bus = DiskBus.SATA;
  private boolean tpm;
  private Optional<Machine.SetupMedium> setupMedium = Optional.empty();
  private HypervisorKind hypervisor = HypervisorKind.QEMU;
  private String username = "Admin";

  private Set<BootMode> bootModes = EnumSet.allOf(BootMode.class);
  private Optional<DriverMedia> drivers = Optional.empty();
  private boolean standIn;

  @ParameterizedTest
  @EnumSource(Release.class)
  void theDefaultsSuitEveryRelease(Release release) {
    WindowsSource source = resolve(image(release));
    assertThat(source.release()).isEqualTo(release);
    assertThat(source.productKey()).isPresent();
    // Windows 11 on a machine without TPM, Secure Boot and 64 GB works, but says so.
    assertThat(source.warnings().isEmpty()).isNotEqualTo(release == Release.WINDOWS_11);
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void aDiskAndAMemoryBelowTheReleasesLeastAreProblems(Release release) {
    disk = new DataSize(release.leastDisk().bytes() - 1);
    memory = new DataSize(release.leastMemory(image(release)).bytes() - 1);
    firmware = Optional.of(release.checksHardware() ? Firmware.UEFI_SECURE : Firmware.UEFI);
    tpm = true;
    assertThat(problems(image(release))).contains("machine.disk is ", "machine.memory is ");

    disk = release.leastDisk();
    memory = release.leastMemory(image(release));
    assertThat(resolve(image(release)).warnings()).isEmpty();
  }

  @Test
  void windows11OnAMachineThatItsChecksWouldRefuseIsAWarningSinceSetupIsToldNotToLook() {
    memory = DataSize.gibibytes(2);
    assertThat(resolve(image(Release.WINDOWS_11)).warnings())
        .anyMatch(text -> text.contains("64 GB"))
        .anyMatch(text -> text.contains("machine.memory is 2G"))
        .anyMatch(text -> text.contains("TPM 2.0 and Secure Boot"));
  }

  @ParameterizedTest
  @CsvSource({
    "true, UEFI_SECURE, false",
    "true, UEFI, true",
    "false, UEFI_SECURE, true",
    "false, UEFI, true"
  })
  void setupIsToldNotToLookExactlyWhereItWouldRefuseWindows11(
      boolean hasTpm, Firmware chosen, boolean toldNotToLook) {
    tpm = hasTpm;
    firmware = Optional.of(chosen);
    disk = DataSize.gibibytes(64);
    WindowsSource source = resolve(image(Release.WINDOWS_11));
    assertThat(source.warnings()).hasSize(toldNotToLook ? 1 : 0);
    String answerFile =
        AnswerFileXml.write(new AnswerFileAuthor(recipe()).start(source, new Secret("a secret")));
    for (String check : List.of("BypassTPMCheck", "BypassSecureBootCheck", "BypassRAMCheck")) {
      assertThat(answerFile.contains(check)).as(check).isEqualTo(toldNotToLook);
    }
  }

  @Test
  void whereSetupLooksTheLeastOfWindows11IsDemandedOneByOne() {
    tpm = true;
    firmware = Optional.of(Firmware.UEFI_SECURE);
    disk = DataSize.gibibytes(64);
    assertThat(resolve(image(Release.WINDOWS_11)).warnings()).isEmpty();
    disk = DataSize.gibibytes(40);
    assertThat(problems(image(Release.WINDOWS_11)))
        .contains("machine.disk is 40G, but Microsoft requires 64 GB")
        .doesNotContain("machine.memory");
    disk = DataSize.gibibytes(64);
    memory = DataSize.gibibytes(3);
    assertThat(problems(image(Release.WINDOWS_11)))
        .contains("machine.memory is 3G, but windows-11 needs 4G")
        .doesNotContain("machine.disk");
  }

  @ParameterizedTest
  @CsvSource({"WINDOWS_11, BIOS", "WINDOWS_7, UEFI_SECURE", "SERVER_2008_R2, UEFI_SECURE"})
  void aFirmwareThatTheReleaseDoesNotStartWithIsAProblem(Release release, Firmware chosen) {
    firmware = Optional.of(chosen);
    disk = DataSize.gibibytes(64);
    assertThat(problems(image(release)))
        .contains(release + " does not run on amd64 with " + chosen)
        .contains("set machine.firmware");
  }

  @Test
  void aMediumThatDoesNotBootWithTheFirmwareIsAProblem() {
    bootModes = EnumSet.of(BootMode.UEFI);
    firmware = Optional.of(Firmware.BIOS);
    assertThat(problems(image(Release.SERVER_2022))).contains("does not boot with bios firmware");
    firmware = Optional.of(Firmware.UEFI);
    assertThat(resolve(image(Release.SERVER_2022)).firmware()).isEqualTo(Firmware.UEFI);
  }

  @ParameterizedTest
  @EnumSource(HypervisorKind.class)
  void noHypervisorRunsArm64(HypervisorKind kind) {
    hypervisor = kind;
    WindowsImage image =
        Records.with(image(Release.WINDOWS_11), "architecture", Architecture.ARM64);
    disk = DataSize.gibibytes(64);

    assertThat(problems(image))
        .contains("Casement does not build images for arm64 yet; use media for amd64 or x86");
  }

  @Test
  void aFloppyIsNoSetupMediumForAMachineWithUefi() {
    setupMedium = Optional.of(Machine.SetupMedium.FLOPPY);
    firmware = Optional.of(Firmware.UEFI);
    assertThat(problems(image(Release.SERVER_2022)))
        .contains("machine.setupMedium: a floppy is not seen under UEFI; write cd");
    setupMedium = Optional.of(Machine.SetupMedium.CD);
    assertThat(resolve(image(Release.SERVER_2022)).warnings()).isEmpty();
  }

  @Test
  void inACloudTheSetupMediumIsACd() {
    hypervisor = HypervisorKind.OPENSTACK;
    assertThat(resolve(image(Release.WINDOWS_7)).setupMedium()).isEqualTo(Machine.SetupMedium.CD);
    setupMedium = Optional.of(Machine.SetupMedium.FLOPPY);
    assertThat(problems(image(Release.WINDOWS_7)))
        .contains("machine.setupMedium: machines of openstack have no floppy drive; write cd");
    hypervisor = HypervisorKind.QEMU;
    setupMedium = Optional.empty();
    assertThat(resolve(image(Release.WINDOWS_7)).setupMedium())
        .isEqualTo(Machine.SetupMedium.FLOPPY);
  }

  @Test
  void aStandInNeedsNeitherDiskNorMemory() {
    disk = DataSize.gibibytes(11);
    memory = DataSize.gibibytes(1);
    assertThat(problems(image(Release.SERVER_2022))).contains("machine.disk", "machine.memory");
    standIn = true;
    assertThat(resolve(image(Release.SERVER_2022)).warnings())
        .containsExactly("the install medium is a stand-in: the image will not contain Windows");
    disk = DataSize.gibibytes(9);
    assertThat(resolve(image(Release.SERVER_2022)).release()).isEqualTo(Release.SERVER_2022);
  }

  @Test
  void serverCoreTakesLessMemory() {
    memory = DataSize.gibibytes(1);
    WindowsImage core =
        image(Release.SERVER_2022, "ServerStandard", InstallationType.SERVER_CORE, 1);
    assertThat(resolve(core).image().installationType()).isEqualTo(InstallationType.SERVER_CORE);
  }

  @Test
  void theImageMustFitOnTheDisk() {
    disk = DataSize.gibibytes(9);
    assertThat(problems(image(Release.SERVER_2022))).contains("the image alone takes 10G");
  }

  @Test
  void theClientSetupKeyOfAnotherReleaseOrEditionIsNamedForWhatItIs() {
    key = own("W269N-WFGWX-YVC9B-4J6C9-T83GX");
    assertThat(problems(image(Release.SERVER_2022)))
        .contains("public client setup key of Windows 10 Professional")
        .contains("the image is Windows Server 2022 ServerStandard");
    key = own("WX4NM-KYWYW-QJJR4-XV3QB-6VM33");
    assertThat(problems(image(Release.SERVER_2022)))
        .contains("Windows Server 2022 ServerDatacenter");
    key = own("VDYBN-27WPP-V4HQT-9VMD4-VMK7H");
    assertThat(resolve(image(Release.SERVER_2022)).productKey()).isPresent();
  }

  @Test
  void aPrivateKeyIsNotJudgedAndNotShown() {
    key = own("BBBBB-CCCCC-DDDDD-FFFFF-GGGGG");
    disk = DataSize.gibibytes(1);
    assertThat(problems(image(Release.SERVER_2022))).doesNotContain("productKey", "BBBBB");
  }

  /**
   * Microsoft Learn, "Add a custom script to Windows Setup": not Enterprise, and not on servers.
   */
  @Test
  void anOwnKeyOfAClientMayBeOneWithWhichCloudbaseInitIsNotStarted() {
    String warning = "SetupComplete.cmd";
    WindowsImage enterprise = image(Release.WINDOWS_10, "Enterprise", InstallationType.CLIENT, 1);
    key = own("BBBBB-CCCCC-DDDDD-FFFFF-GGGGG");
    assertThat(warnings(image(Release.WINDOWS_10))).doesNotContain(warning);
    installer = Optional.of(FILE);
    assertThat(warnings(image(Release.WINDOWS_10)))
        .contains(warning, "OEM key", "cloudbaseInit.start: delayed");
    assertThat(warnings(enterprise)).doesNotContain(warning);
    assertThat(warnings(image(Release.WINDOWS_7))).doesNotContain(warning);
    assertThat(warnings(image(Release.SERVER_2022))).doesNotContain(warning);
    key = new ProductKeyChoice.Kms();
    assertThat(warnings(image(Release.WINDOWS_10))).doesNotContain(warning);
  }

  private String warnings(WindowsImage image) {
    return String.join("\n", resolve(image).warnings());
  }

  @Test
  void evaluationMediaTakeNoKeyAndNoClientSetupKey() {
    WindowsImage evaluation =
        image(Release.SERVER_2022, "ServerStandardEval", InstallationType.SERVER, 1);
    assertThat(resolve(evaluation).productKey()).isEmpty();
    key = own("VDYBN-27WPP-V4HQT-9VMD4-VMK7H");
    assertThat(problems(evaluation)).contains("ServerStandardEval");
  }

  @Test
  void whatExpiresIsSaid() {
    assertThat(
            warnings(image(Release.SERVER_2022, "ServerStandardEval", InstallationType.SERVER, 1)))
        .isEqualTo(
            "ServerStandardEval expires, as a rule after 180 days, also in instances made from the"
                + " image");
    assertThat(warnings(image(Release.WINDOWS_10, "EnterpriseEval", InstallationType.CLIENT, 1)))
        .contains("EnterpriseEval expires, as a rule after 90 days");
    assertThat(warnings(image(Release.SERVER_2022))).isEmpty();
  }

  @Test
  void aMissingEditionListsWhatIsThereBesideEverythingElseThatDoesNotFit() {
    selector = Optional.of(new ImageSelector.ByEdition("Enterprise"));
    disk = DataSize.gibibytes(20);
    bootModes = EnumSet.of(BootMode.BIOS);
    assertThat(problems(image(Release.SERVER_2022)))
        .contains("there is no image on the install medium for windows.edition: Enterprise")
        .contains("index 1  edition ServerStandard (Server)")
        .contains("machine.disk is 20G")
        .contains("does not boot with uefi firmware")
        .doesNotContain("productKey");
  }

  @Test
  void aMissingEditionAloneSaysWhichKeyOfTheRecipeToMend() {
    selector = Optional.of(new ImageSelector.ByIndex(new ImageIndex(7)));
    BuildException failure =
        catchThrowableOfType(BuildException.class, () -> resolve(image(Release.SERVER_2022)));
    assertThat(failure.remedy()).contains("windows.index");
  }

  @Test
  void driversMustBeThereForReleaseAndArchitecture() {
    driverSource = Optional.of(FILE);
    bus = DiskBus.VIRTIO;
    drivers = Optional.of(medium(driver("viostor", "2k19"), driver("vioscsi", "2k19")));
    assertThat(problems(image(Release.SERVER_2022))).contains("2k22/amd64", "2k19/amd64");

    drivers = Optional.of(medium(driver("NetKVM", "2k22")));
    assertThat(problems(image(Release.SERVER_2022))).contains("no viostor", "no vioscsi");

    drivers = Optional.of(medium(driver("viostor", "2k22"), driver("vioscsi", "2k22")));
    assertThat(resolve(image(Release.SERVER_2022)).warnings())
        .singleElement()
        .asString()
        .contains("no NetKVM");
  }

  @Test
  void anExcludedDriverThatTheMediumHasNotIsAWarningWithThoseThatItHas() {
    driverSource = Optional.of(FILE);
    bus = DiskBus.VIRTIO;
    drivers =
        Optional.of(
            medium(
                driver("viostor", "2k22"),
                driver("vioscsi", "2k22"),
                driver("NetKVM", "2k22"),
                driver("pvpanic", "2k22"),
                driver("viorng", "2k19")));
    excludedDrivers = List.of("PVPanic");
    assertThat(resolve(image(Release.SERVER_2022)).warnings()).isEmpty();
    excludedDrivers = List.of("viorng");
    assertThat(warnings(image(Release.SERVER_2022)))
        .contains("has no viorng for this release", "netkvm, pvpanic, vioscsi, viostor");
  }

  @Test
  void aDriverThatIsKnownToDamageDataIsAWarning() {
    driverSource = Optional.of(FILE);
    bus = DiskBus.VIRTIO;
    drivers =
        Optional.of(
            medium(
                driver("viostor", "2k22", "100.101.104.28500"),
                driver("vioscsi", "2k22", "100.101.104.28500"),
                driver("NetKVM", "2k22", "100.101.104.28500")));
    assertThat(resolve(image(Release.SERVER_2022)).warnings())
        .hasSize(2)
        .anyMatch(text -> text.contains("viostor of virtio-win 0.1.285"))
        .anyMatch(text -> text.contains("vioscsi of virtio-win 0.1.285"));
    drivers =
        Optional.of(
            medium(
                driver("viostor", "2k22", "100.100.104.27100"),
                driver("vioscsi", "2k22", "100.100.104.27100"),
                driver("NetKVM", "2k22", "100.100.104.27100"),
                driver("viostor", "2k25", "100.101.104.28500")));
    assertThat(resolve(image(Release.SERVER_2022)).warnings())
        .as("those of another release are not taken")
        .isEmpty();
  }

  @Test
  void aServerCoreWithoutPowerShellIsAProblemThatNamesTheImagesToTake() {
    List<WindowsImage> images =
        List.of(
            image(Release.SERVER_2008_R2, "ServerStandard", InstallationType.SERVER, 1),
            image(Release.SERVER_2008_R2, "ServerStandardCore", InstallationType.SERVER_CORE, 2),
            image(Release.SERVER_2008_R2, "ServerDatacenter", InstallationType.SERVER, 5));
    selector = Optional.of(new ImageSelector.ByIndex(new ImageIndex(2)));
    assertThat(problems(images))
        .contains("is a Server Core of Windows Server 2008 R2, which has no PowerShell")
        .contains("index 1, edition ServerStandard; index 5, edition ServerDatacenter");
    selector = Optional.of(new ImageSelector.ByIndex(new ImageIndex(1)));
    assertThat(resolve(images).image().edition().value()).isEqualTo("ServerStandard");
    selector = Optional.empty();
    assertThat(problems(images)).contains("does not say which").doesNotContain("PowerShell");
  }

  @Test
  void anEditionIdOfServerCoreIsEnoughToKnowItWithoutTheMedium() {
    assertThat(
            problems(
                image(Release.SERVER_2008_R2, "ServerStandardCore", InstallationType.SERVER, 1)))
        .contains("has no PowerShell", "this medium has none");
    assertThat(
            resolve(image(Release.SERVER_2012, "ServerStandard", InstallationType.SERVER_CORE, 1))
                .warnings())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void theNewSetupOnAMachineWithBiosIsAWarning(Release release) {
    firmware = Optional.of(Firmware.BIOS);
    disk = DataSize.gibibytes(64);
    if (release == Release.WINDOWS_11) {
      assertThat(problems(image(release))).contains("does not run on amd64 with bios");
    } else {
      assertThat(resolve(image(release)).warnings())
          .hasSize(release == Release.SERVER_2025 ? 1 : 0)
          .allMatch(text -> text.contains("machine.firmware is bios"));
    }
  }

  @Test
  void theNewSetupsTroubleWithVioscsiIsAWarning() {
    driverSource = Optional.of(FILE);
    bus = DiskBus.SCSI;
    assertThat(resolve(image(Release.SERVER_2025)).warnings())
        .anyMatch(text -> text.contains("diskBus is scsi"));
    assertThat(resolve(image(Release.SERVER_2022)).warnings()).isEmpty();
  }

  @Test
  void aLocaleThatTheImageHasNotIsAWarning() {
    locale = "de-CH";
    assertThat(resolve(image(Release.SERVER_2022)).warnings())
        .singleElement()
        .asString()
        .contains("windows.locale is de-CH", "stays in en-US");
  }

  @Test
  void aClientsNewAccountCannotBeOneThatWindowsHas() {
    username = "Administrator";
    assertThat(problems(image(Release.WINDOWS_10)))
        .contains("\"Administrator\" is a built-in account of Windows");
    assertThat(resolve(image(Release.SERVER_2022)).release())
        .as("servers have it anyway")
        .isEqualTo(Release.SERVER_2022);
  }

  private static ProductKeyChoice own(String key) {
    return new ProductKeyChoice.Own(ProductKey.own(key));
  }

  private static DriverMedia medium(DriverPackage... packages) {
    return new DriverMedia("virtio-win.iso", "virtio-win", List.of(packages), Optional.empty());
  }

  private static DriverPackage driver(String driver, String folder) {
    return driver(driver, folder, "1.0");
  }

  private static DriverPackage driver(String driver, String folder, String version) {
    return new DriverPackage(
        driver,
        folder,
        Architecture.AMD64,
        driver + "/" + folder + "/amd64",
        Optional.of(version),
        List.of(driver + ".inf"));
  }

  private String problems(WindowsImage image) {
    return problems(List.of(image));
  }

  private String problems(List<WindowsImage> images) {
    BuildException failure = catchThrowableOfType(BuildException.class, () -> resolve(images));
    assertThat(failure).isNotNull();
    assertThat(failure.failure()).isEqualTo(Failure.MEDIA);
    return failure.what();
  }

  @Test
  void adviceOnTheFirmwareDoesNotLeadToTheNextRefusal() {
    bootModes = EnumSet.noneOf(BootMode.class);
    for (Firmware chosen : Firmware.values()) {
      firmware = Optional.of(chosen);
      assertThat(problems(image(Release.SERVER_2022)))
          .contains("is not bootable")
          .doesNotContain("machine.firmware");
    }
    bootModes = EnumSet.of(BootMode.BIOS);
    firmware = Optional.of(Firmware.UEFI);
    assertThat(problems(image(Release.SERVER_2022))).contains("set machine.firmware to bios");
    disk = DataSize.gibibytes(64);
    assertThat(problems(image(Release.WINDOWS_11)))
        .contains("the medium boots with bios only; use another medium")
        .doesNotContain("set machine.firmware");
    bootModes = EnumSet.allOf(BootMode.class);
    firmware = Optional.of(Firmware.BIOS);
    assertThat(problems(image(Release.WINDOWS_11)))
        .contains("set machine.firmware to uefi or uefi-secure");
  }

  private static BaseImage base(Release release, boolean uefi) {
    return base(release, uefi, true);
  }

  private static BaseImage base(Release release, boolean uefi, boolean canGrow) {
    return new BaseImage(
        DiskFormat.QCOW2,
        DataSize.gibibytes(40).bytes(),
        image(release),
        uefi,
        false,
        true,
        canGrow,
        new BaseImage.AnswerFilePlace("answers", 4096, List.of(new BaseImage.Part(0, 4096))));
  }

  private WindowsSource resolve(BaseImage base) {
    Medium medium = Medium.unread(Path.of("a.qcow2"));
    return new InspectMedia(recipe())
        .resolve(
            new Media(medium, Optional.empty(), Optional.empty()), StartMedium.of(base), drivers);
  }

  private String problems(BaseImage base) {
    BuildException failure = catchThrowableOfType(BuildException.class, () -> resolve(base));
    assertThat(failure).isNotNull();
    return failure.what();
  }

  @Test
  void theMachineIsOneThatBootsTheBaseImage() {
    installer = Optional.of(FILE);
    assertThat(resolve(base(Release.SERVER_2022, true)).firmware()).isEqualTo(Firmware.UEFI);
    assertThat(resolve(base(Release.SERVER_2022, false)).firmware()).isEqualTo(Firmware.BIOS);
    // Setup's checks of the hardware are past.
    assertThat(resolve(base(Release.WINDOWS_11, true)).warnings())
        .noneMatch(warning -> warning.contains("TPM"));
    firmware = Optional.of(Firmware.UEFI);
    assertThat(problems(base(Release.SERVER_2022, false)))
        .contains("the base image does not boot with uefi firmware; set machine.firmware to bios");
  }

  @Test
  void aBaseImageMustBeWhatTheRecipeExpects() {
    selector = Optional.of(new ImageSelector.ByEdition("ServerDatacenter"));
    disk = DataSize.gibibytes(39);
    assertThat(problems(base(Release.SERVER_2022, true)))
        .contains(
            "windows.edition is ServerDatacenter, but the base image has ",
            "machine.disk is 39G, but the disk of the base image has 40G",
            "the base image has cloudbase-init");
    disk = DataSize.gibibytes(41);
    assertThat(problems(base(Release.SERVER_2022, true, false)))
        .contains("machine.disk is 41G, but the Windows of the base image cannot grow beyond 40G");
  }

  @Test
  void aDiskThatBiosBootsFromEndsWhereItsPartitionTableDoes() {
    firmware = Optional.of(Firmware.BIOS);
    disk = DataSize.parse("3T");
    assertThat(problems(image(Release.SERVER_2022)))
        .contains("machine.disk is 3072G", "an MBR, ends at 2048G", "or machine.firmware to uefi");
    assertThat(problems(image(Release.WINDOWS_7))).contains("an MBR, ends at 2048G");
    standIn = true;
    assertThat(problems(image(Release.SERVER_2022))).contains("an MBR, ends at 2048G");
    standIn = false;
    disk = DataSize.parse("2T");
    resolve(image(Release.SERVER_2022));
    disk = DataSize.parse("3T");
    firmware = Optional.of(Firmware.UEFI);
    resolve(image(Release.SERVER_2022));
  }

  private WindowsSource resolve(WindowsImage image) {
    return resolve(List.of(image));
  }

  private WindowsSource resolve(List<WindowsImage> images) {
    Medium medium = Medium.unread(Path.of("a.iso"));
    return new InspectMedia(recipe())
        .resolve(
            new Media(medium, Optional.empty(), Optional.empty()),
            new StartMedium(images, bootModes, standIn, Optional.empty()),
            drivers);
  }

  private Recipe recipe() {
    Recipe.Media media =
        new Recipe.Media(
            new Start.Install(FILE),
            driverSource.map(source -> new Recipe.Drivers(source, excludedDrivers)),
            installer,
            List.of(),
            List.of(),
            Optional.empty());
    Recipe.Windows windows =
        new Recipe.Windows(
            Optional.empty(),
            Optional.empty(),
            selector,
            key,
            locale,
            locale,
            "UTC",
            Registration.none());
    Machine machine =
        Defaults.of(
            Machine.class,
            Map.of(
                "hypervisor", hypervisor,
                "firmware", firmware,
                "disk", disk,
                "diskBus", bus,
                "memory", memory,
                "tpm", tpm,
                "setupMedium", setupMedium));
    Recipe changed = Records.with(Records.with(plain, "media", media), "windows", windows);
    return Records.with(
        Records.with(changed, "machine", machine),
        "cloudbaseInit",
        Records.with(plain.cloudbaseInit(), "username", username));
  }

  private static WindowsImage image(Release release) {
    return image(
        release,
        release.usualEdition(),
        release.isServer() ? InstallationType.SERVER : InstallationType.CLIENT,
        1);
  }

  private static WindowsImage image(
      Release release, String edition, InstallationType type, int index) {
    return new WindowsImage(
        new ImageIndex(index),
        release.displayName(),
        release.displayName(),
        new EditionId(edition),
        Architecture.AMD64,
        release.currentVersion(),
        type,
        List.of("en-US"),
        10L << 30);
  }
}
