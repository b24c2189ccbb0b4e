package dev.casement.unattend;

import static dev.casement.unattend.Cases.answerFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.report.Secret;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The traps of answer files that others fell into, each avoided for every machine there is. */
@Tag("host-locale")
class InstallAnswerFileTest {
  private static final String SHELL = "//u:component[@name='Microsoft-Windows-Shell-Setup']";
  private static final String OOBE = SHELL + "/u:OOBE/u:";

  static Stream<Target> allTargets() {
    return Cases.allTargets();
  }

  @Test
  void coversEveryReleaseFirmwareAndBus() {
    assertThat(allTargets().map(Target::release).distinct()).hasSize(Release.values().length);
    assertThat(allTargets()).hasSizeGreaterThan(80);
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void hasNoPartitionAfterWindows(Target target) {
    Xml xml = answerFile(target);
    List<String> created = xml.all("//u:CreatePartition/u:Order");
    assertThat(xml.all("//u:CreatePartition[u:Extend='true']/u:Order"))
        .containsExactly(created.getLast());
    assertThat(xml.all("//u:InstallTo/u:PartitionID")).containsExactly(created.getLast());
    assertThat(xml.all("//u:ModifyPartition[u:Label='Windows']/u:PartitionID"))
        .containsExactly(created.getLast());
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void hasExactlyOnePartitionToBootFromAndItFitsTheFirmware(Target target) {
    Xml xml = answerFile(target);
    if (target.firmware().isUefi()) {
      assertThat(xml.all("//u:CreatePartition/u:Type")).containsExactly("EFI", "MSR", "Primary");
      assertThat(xml.all("//u:ModifyPartition[u:Format='FAT32']/u:PartitionID"))
          .containsExactly("1");
      assertThat(xml.all("//u:ModifyPartition/u:Active")).isEmpty();
      // MSR cannot be modified.
      assertThat(xml.all("//u:ModifyPartition/u:PartitionID")).containsExactly("1", "3");
    } else {
      assertThat(xml.all("//u:CreatePartition/u:Type")).containsExactly("Primary", "Primary");
      assertThat(xml.all("//u:ModifyPartition[u:Active='true']/u:PartitionID"))
          .containsExactly("1");
    }
    assertThat(xml.all("//u:Disk/u:WillWipeDisk")).containsExactly("true");
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void numbersEveryListFromOneWithoutGaps(Target target) {
    Xml xml = answerFile(target);
    for (String list :
        List.of(
            "CreatePartition", "ModifyPartition", "SynchronousCommand", "RunSynchronousCommand")) {
      for (String pass : List.of("windowsPE", "specialize", "oobeSystem")) {
        List<String> orders = xml.all("//u:settings[@pass='" + pass + "']//u:" + list + "/u:Order");
        assertThat(orders)
            .isEqualTo(
                IntStream.rangeClosed(1, orders.size()).mapToObj(Integer::toString).toList());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void partitionsByDiskConfigurationSinceCommandsRunBeforeDriversAreLoaded(Target target) {
    Xml xml = answerFile(target);
    assertThat(xml.all("//u:DiskConfiguration/u:Disk/u:DiskID")).containsExactly("0");
    assertThat(xml.all("//u:RunSynchronousCommand/u:Path"))
        .noneMatch(path -> path.contains("diskpart"));
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void loadsViostorAndVioscsiFromEveryLetterWithAKeyOfItsOwn(Target target) {
    Xml xml = answerFile(target);
    String rest =
        "\\" + target.release().driverFolder() + "\\" + target.architecture().answerFileName();
    List<String> paths = xml.all("//u:PathAndCredentials/u:Path");
    for (String letter : List.of("D", "E", "F", "G", "H")) {
      assertThat(paths).contains(letter + ":\\viostor" + rest, letter + ":\\vioscsi" + rest);
    }
    List<String> keys = xml.all("//u:PathAndCredentials/@wcm:keyValue");
    assertThat(keys).hasSameSizeAs(paths).doesNotHaveDuplicates();
    assertThat(xml.all("//u:PathAndCredentials/@wcm:action"))
        .hasSameSizeAs(paths)
        .containsOnly("add");
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void givesEveryComponentTheAttributesThatSetupKnowsItBy(Target target) {
    Xml xml = answerFile(target);
    int components = xml.all("//u:component").size();
    assertThat(xml.all("//u:component/@processorArchitecture"))
        .hasSize(components)
        .containsOnly(target.architecture().answerFileName());
    assertThat(xml.all("//u:component/@publicKeyToken"))
        .hasSize(components)
        .containsOnly("31bf3856ad364e35");
    assertThat(xml.all("//u:component/@language")).hasSize(components).containsOnly("neutral");
    assertThat(xml.all("//u:component/@versionScope")).hasSize(components).containsOnly("nonSxS");
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void staysWithinTheLengthsOfCommands(Target target) {
    Xml xml = answerFile(target);
    assertThat(xml.all("//u:RunSynchronousCommand/u:Path")).allMatch(path -> path.length() <= 259);
    assertThat(xml.all("//u:CommandLine")).hasSize(1).allMatch(line -> line.length() <= 1024);
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void looksForTheSetupMediumOnEveryDriveOfTheFirstLogonAndStartsItOnce(Target target) {
    assertThat(answerFile(target).all("//u:FirstLogonCommands/u:SynchronousCommand/u:CommandLine"))
        .singleElement()
        .asString()
        .contains(
            "(A C D E F G H I J K L M N O P Q R S T U V W X Y Z)",
            "%d:\\casement\\start.cmd",
            "exit");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void hidesOnlyThePagesThatTheReleaseHas(Release release) {
    Xml xml = answerFile(release);
    boolean client = !release.isServer();
    boolean sinceEight = !release.isKernel61();
    boolean beforeTen =
        List.of(
                Release.WINDOWS_7,
                Release.WINDOWS_8_1,
                Release.SERVER_2008_R2,
                Release.SERVER_2012,
                Release.SERVER_2012_R2)
            .contains(release);
    assertThat(xml.all(OOBE + "NetworkLocation")).hasSize(beforeTen ? 1 : 0);
    assertThat(xml.all(OOBE + "HideOnlineAccountScreens")).hasSize(client && sinceEight ? 1 : 0);
    assertThat(xml.all(OOBE + "HideLocalAccountScreen")).hasSize(!client && sinceEight ? 1 : 0);
    assertThat(xml.all(OOBE + "HideOEMRegistrationScreen")).hasSize(sinceEight ? 1 : 0);
    assertThat(xml.all(OOBE + "HideEULAPage")).containsExactly("true");
    assertThat(xml.all(OOBE + "ProtectYourPC")).containsExactly("3");
    // Deprecated, and not needed where an account is made.
    assertThat(xml.all(OOBE + "SkipMachineOOBE")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void choosesByBuildNotByMinorVersionWhichIsZeroSinceTen(Release release) {
    // "Minor at least 2" would take Windows 10 and later for Windows 7.
    boolean minorVersionWouldSay = release.currentVersion().minor() >= 2;
    boolean buildSays = release.currentVersion().build() >= 9200;
    Xml xml = answerFile(release);
    assertThat(xml.all(OOBE + "HideOEMRegistrationScreen").isEmpty()).isEqualTo(!buildSays);
    if (release.currentVersion().major() == 10) {
      assertThat(minorVersionWouldSay).isNotEqualTo(buildSays);
    }
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void logsOnTheAccountThatTheFamilyHas(Release release) {
    Xml xml = answerFile(release);
    String expected = release.isServer() ? "Administrator" : "casement";
    assertThat(xml.all(SHELL + "/u:AutoLogon/u:Username")).containsExactly(expected);
    assertThat(xml.all("//u:AdministratorPassword")).hasSize(release.isServer() ? 1 : 0);
    assertThat(xml.all("//u:LocalAccount/u:Group"))
        .isEqualTo(release.isServer() ? List.of() : List.of("Administrators"));
    assertThat(xml.all(SHELL + "/u:AutoLogon/u:Password/u:Value"))
        .containsExactly(Cases.PASSWORD.reveal());
  }

  @Test
  void logsOnExactlyAsOftenAsAsked() {
    InstallSettings once = Cases.install(Release.SERVER_2019);
    InstallSettings thrice =
        with(once, new InstallSettings.Options(3, true, SanPolicy.WINDOWS, true));
    assertThat(Xml.of(AnswerFiles.install(once)).all("//u:LogonCount")).containsExactly("1");
    assertThat(Xml.of(AnswerFiles.install(thrice)).all("//u:LogonCount")).containsExactly("3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new InstallSettings.Options(0, true, SanPolicy.WINDOWS, true));
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void bypassesTheHardwareChecksOfWindows11AndOfNothingElse(Release release) {
    List<String> paths = answerFile(release).all("//u:settings[@pass='windowsPE']//u:Path");
    assertThat(paths.stream().filter(path -> path.contains("LabConfig")))
        .hasSize(release == Release.WINDOWS_11 ? 3 : 0)
        .allMatch(path -> path.endsWith("/t REG_DWORD /d 1 /f"));
  }

  @Test
  void leavesTheHardwareChecksAloneOnAMachineThatPassesThem() {
    InstallSettings settings =
        with(
            Cases.install(Release.WINDOWS_11),
            new InstallSettings.Options(1, true, SanPolicy.WINDOWS, false));
    assertThat(AnswerFileXml.write(AnswerFiles.install(settings))).doesNotContain("LabConfig");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void loadsVioscsiByHandForTheNewSetupWhichRefusesItFromDriverPaths(Release release) {
    boolean newSetup = release == Release.WINDOWS_11 || release == Release.SERVER_2025;
    Xml scsi =
        answerFile(
            Cases.target(release, release.defaultFirmware(Architecture.AMD64), DiskBus.SCSI));
    Xml virtio =
        answerFile(
            Cases.target(release, release.defaultFirmware(Architecture.AMD64), DiskBus.VIRTIO));
    String drvload = "//u:RunSynchronousCommand/u:Path[contains(., 'drvload.exe')]";
    assertThat(scsi.all(drvload)).hasSize(newSetup ? 1 : 0);
    assertThat(virtio.all(drvload)).isEmpty();
  }

  @Test
  void theMediaOfWindows11BeforeTwentyFourH2HaveTheOldSetup() {
    Target old =
        new Target(Release.WINDOWS_11, 22631, Architecture.AMD64, Firmware.UEFI, DiskBus.SCSI);
    assertThat(AnswerFileXml.write(AnswerFiles.install(Cases.install(old))))
        .doesNotContain("drvload");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void letsRemoteDesktopInByServiceAndFirewall(Release release) {
    Xml xml = answerFile(release);
    assertThat(xml.all("//u:fDenyTSConnections")).containsExactly("false");
    assertThat(xml.all("//u:FirewallGroup[u:Active='true']/u:Group"))
        .containsExactly("@FirewallAPI.dll,-28752");
    InstallSettings without =
        with(
            Cases.install(release), new InstallSettings.Options(1, false, SanPolicy.WINDOWS, true));
    assertThat(AnswerFileXml.write(AnswerFiles.install(without)))
        .doesNotContain("fDenyTSConnections", "FirewallGroup");
  }

  @Test
  void asksForNoKeyOnEvaluationMediaButStillAcceptsTheLicence() {
    InstallSettings keyed = Cases.install(Release.SERVER_2022);
    InstallSettings evaluation =
        new InstallSettings(
            keyed.target(),
            keyed.image(),
            Optional.empty(),
            keyed.regional(),
            Registration.none(),
            keyed.account(),
            keyed.drivers(),
            keyed.options());
    Xml xml = Xml.of(AnswerFiles.install(evaluation));
    assertThat(xml.all("//u:ProductKey/u:Key")).isEmpty();
    assertThat(xml.all("//u:settings[@pass='specialize']//u:ProductKey")).isEmpty();
    assertThat(xml.all("//u:AcceptEula")).containsExactly("true");
  }

  @Test
  void picksTheImageByIndexOrByName() {
    assertThat(answerFile(Release.SERVER_2022).all("//u:MetaData/*"))
        .containsExactly("/IMAGE/INDEX", "2");
    assertThat(answerFile(Release.WINDOWS_7).all("//u:MetaData/*"))
        .containsExactly("/IMAGE/NAME", "Windows 7 PROFESSIONAL");
    assertThat(new ImageChoice.ByIndex(new ImageIndex(1)).index().value()).isEqualTo(1);
  }

  @Test
  void usesTheLanguageOfTheMediumForSetupAndTheLocaleForFormats() {
    InstallSettings settings = Cases.install(Release.SERVER_2022);
    Regional swiss = new Regional("en-US", "de-CH", "0807:00000807", "W. Europe Standard Time");
    Xml xml =
        Xml.of(
            AnswerFiles.install(
                new InstallSettings(
                    settings.target(),
                    settings.image(),
                    settings.productKey(),
                    swiss,
                    Registration.none(),
                    settings.account(),
                    settings.drivers(),
                    settings.options())));
    assertThat(new HashSet<>(xml.all("//u:UILanguage"))).containsExactly("en-US");
    assertThat(new HashSet<>(xml.all("//u:UserLocale"))).containsExactly("de-CH");
    assertThat(new HashSet<>(xml.all("//u:InputLocale"))).containsExactly("0807:00000807");
    assertThat(xml.all("//u:TimeZone")).containsExactly("W. Europe Standard Time");
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void showsNoSecretInTheRedactedFile(Target target) {
    InstallSettings settings = Cases.install(target);
    ProductKey own = ProductKey.own("BBBBB-CCCCC-DDDDD-FFFFF-GGGGG");
    AnswerFile answerFile =
        AnswerFiles.install(
            new InstallSettings(
                target,
                settings.image(),
                Optional.of(own),
                settings.regional(),
                Registration.none(),
                settings.account(),
                settings.drivers(),
                settings.options()));
    String redacted = AnswerFileXml.writeRedacted(answerFile);
    assertThat(redacted).doesNotContain("Passw0rd", "BBBBB").contains("[redacted]");
    assertThat(answerFile.toString()).doesNotContain("Passw0rd", "BBBBB");
    Xml.parse(redacted);
    assertThat(AnswerFileXml.write(answerFile)).contains("BBBBB-CCCCC-DDDDD-FFFFF-GGGGG");
  }

  @Test
  void refusesAVirtioDiskWithoutDrivers() {
    InstallSettings settings = Cases.install(Release.SERVER_2022);
    for (DiskBus bus : List.of(DiskBus.VIRTIO, DiskBus.SCSI)) {
      Target target = Cases.target(Release.SERVER_2022, Firmware.UEFI, bus);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> withoutDrivers(settings, target))
          .withMessageContaining("driver");
    }
    Target sata = Cases.target(Release.SERVER_2022, Firmware.UEFI, DiskBus.SATA);
    assertThat(AnswerFileXml.write(AnswerFiles.install(withoutDrivers(settings, sata))))
        .doesNotContain("DriverPaths");
  }

  /** "Valid Configuration Passes: offlineServicing" (Microsoft Learn, "SanPolicy"). */
  @ParameterizedTest
  @EnumSource(Release.class)
  void bringsTheVolumesOfACloudOnlineOnServers(Release release) {
    assertThat(answerFile(release).all("//u:settings[@pass='offlineServicing']//u:SanPolicy"))
        .isEqualTo(release.isServer() ? List.of("1") : List.of());
    InstallSettings shared =
        with(
            Cases.install(release),
            new InstallSettings.Options(1, true, SanPolicy.OFFLINE_SHARED, true));
    assertThat(Xml.of(AnswerFiles.install(shared)).all("//u:SanPolicy")).containsExactly("2");
  }

  @Test
  void refusesTheAccountOfTheOtherFamily() {
    InstallSettings server = Cases.install(Release.SERVER_2022);
    InstallSettings client = Cases.install(Release.WINDOWS_10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(server, new Account.LocalAdministrator("me", new Secret("x"))))
        .withMessageContaining("Administrator");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(client, new Account.Administrator(new Secret("x"))))
        .withMessageContaining("local account");
  }

  private static InstallSettings withoutDrivers(InstallSettings settings, Target target) {
    return new InstallSettings(
        target,
        settings.image(),
        settings.productKey(),
        settings.regional(),
        Registration.none(),
        settings.account(),
        Optional.empty(),
        settings.options());
  }

  private static InstallSettings with(InstallSettings settings, InstallSettings.Options options) {
    return new InstallSettings(
        settings.target(),
        settings.image(),
        settings.productKey(),
        settings.regional(),
        Registration.none(),
        settings.account(),
        settings.drivers(),
        options);
  }

  private static InstallSettings with(InstallSettings settings, Account account) {
    return new InstallSettings(
        settings.target(),
        settings.image(),
        settings.productKey(),
        settings.regional(),
        Registration.none(),
        account,
        settings.drivers(),
        settings.options());
  }
}
