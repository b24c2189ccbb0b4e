package dev.casement.unattend;

import static dev.casement.unattend.Cases.answerFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The quieter traps: what Setup does not complain of, but answers with a question, another result,
 * or a clone that does not start. {@link InstallAnswerFileTest} has those of disks and drivers.
 */
class TrapsTest {
  /** The elements that are items of a list in the answer files of Casement. */
  private static final String LIST_ITEMS =
      "//u:Disk | //u:CreatePartition | //u:ModifyPartition | //u:MetaData | //u:PathAndCredentials"
          + " | //u:RunSynchronousCommand | //u:SynchronousCommand | //u:LocalAccount"
          + " | //u:FirewallGroup";

  private static final String WINDOWS_PE = "//u:settings[@pass='windowsPE']";
  private static final String SPECIALIZE = "//u:settings[@pass='specialize']";
  private static final String OOBE_SYSTEM = "//u:settings[@pass='oobeSystem']";

  static Stream<Target> allTargets() {
    return Cases.allTargets();
  }

  private static Xml generalize(Release release) {
    return Xml.of(AnswerFiles.generalize(Cases.generalize(release)));
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void everyItemOfAListIsAdded(Target target) {
    Xml xml = answerFile(target);
    assertThat(xml.all("(" + LIST_ITEMS + ")[@wcm:action='add']"))
        .hasSameSizeAs(xml.all(LIST_ITEMS))
        .hasSizeGreaterThan(5);
    assertThat(xml.all("//*[@wcm:action]")).hasSameSizeAs(xml.all(LIST_ITEMS));
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void setupIsToldItsLanguageSoThatItDoesNotAsk(Target target) {
    Xml xml = answerFile(target);
    String component =
        WINDOWS_PE + "/u:component[@name='Microsoft-Windows-International-Core-WinPE']/u:";
    assertThat(xml.all(component + "SetupUILanguage/u:UILanguage")).containsExactly("en-US");
    for (String setting : List.of("InputLocale", "SystemLocale", "UILanguage", "UserLocale")) {
      assertThat(xml.all(component + setting)).as(setting).containsExactly("en-US");
    }
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void nothingIsAskedUnlessSomethingIsWrong(Target target) {
    assertThat(answerFile(target).all("//u:WillShowUI")).isSubsetOf("Never", "OnError").hasSize(4);
    assertThat(answerFile(target).all("//u:UserData/u:AcceptEula")).containsExactly("true");
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void thePartitionsToBootFromAreNeitherTooSmallNorWasteful(Target target) {
    List<String> sizes = answerFile(target).all("//u:CreatePartition/u:Size");
    if (target.firmware() == Firmware.BIOS) {
      assertThat(sizes)
          .singleElement()
          .satisfies(size -> assertThat(mib(size)).isBetween(100, 350));
    } else {
      // FAT32 takes no less than 260 MB on disks with sectors of 4 KiB.
      assertThat(mib(sizes.getFirst())).isGreaterThanOrEqualTo(260);
      assertThat(sizes.getLast()).isEqualTo(target.build() < 10240 ? "128" : "16");
    }
  }

  private static int mib(String size) {
    return Integer.parseInt(size);
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void theKeyOfSetupAndTheKeyOfTheInstalledWindowsAreTheSame(Target target) {
    Xml xml = answerFile(target);
    String key = Cases.install(target).productKey().map(ProductKey::reveal).orElseThrow();
    assertThat(xml.all(WINDOWS_PE + "//u:UserData/u:ProductKey/u:Key")).containsExactly(key);
    assertThat(xml.all(SPECIALIZE + "//u:ProductKey")).containsExactly(key);
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void theAccountThatLogsOnIsTheOneThatIsMade(Target target) {
    Xml xml = answerFile(target);
    List<String> made =
        target.release().isServer()
            ? xml.all("//u:AdministratorPassword/u:Value")
            : xml.all("//u:LocalAccount/u:Password/u:Value");
    assertThat(xml.all("//u:AutoLogon/u:Password/u:Value")).isEqualTo(made).hasSize(1);
    if (!target.release().isServer()) {
      assertThat(xml.all("//u:AutoLogon/u:Username"))
          .isEqualTo(xml.all("//u:LocalAccount/u:Name"))
          .doesNotContain("Administrator");
    }
    assertThat(xml.all("//u:PlainText")).hasSize(2).containsOnly("true");
  }

  @ParameterizedTest
  @MethodSource("allTargets")
  void aNewSetupOnAScsiDiskLoadsItsDriverFromWhateverLetterTheMediumHas(Target target) {
    List<String> drvload =
        answerFile(target).all(WINDOWS_PE + "//u:Path[contains(., 'drvload.exe')]");
    boolean refuses = target.build() >= 26100 && target.diskBus() == DiskBus.SCSI;
    assertThat(drvload).hasSize(refuses ? 1 : 0);
    for (String line : drvload) {
      String inf =
          "%d:\\vioscsi\\"
              + target.release().driverFolder()
              + "\\"
              + target.architecture().answerFileName()
              + "\\vioscsi.inf";
      assertThat(line).contains("in (D E F G H) do if exist " + inf + " drvload.exe " + inf);
    }
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void storeAppsNeitherUpdateThemselvesNorArriveUnaskedBeforeSysprep(Release release) {
    List<String> commands = answerFile(release).all(SPECIALIZE + "//u:Path");
    Set<Release> clientsSinceEight =
        Set.of(Release.WINDOWS_8_1, Release.WINDOWS_10, Release.WINDOWS_11);
    Set<Release> clientsSinceTen = Set.of(Release.WINDOWS_10, Release.WINDOWS_11);
    assertThat(having(commands, "\\WindowsStore\" /v AutoDownload /t REG_DWORD /d 2"))
        .isEqualTo(clientsSinceEight.contains(release));
    assertThat(
            having(commands, "CloudContent\" /v DisableWindowsConsumerFeatures /t REG_DWORD /d 1"))
        .isEqualTo(clientsSinceTen.contains(release));
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void windows11WantsNoNetworkAndEncryptsNoDisk(Release release) {
    List<String> commands = answerFile(release).all(SPECIALIZE + "//u:Path");
    boolean eleven = release == Release.WINDOWS_11;
    assertThat(having(commands, "\\OOBE\" /v BypassNRO /t REG_DWORD /d 1")).isEqualTo(eleven);
    assertThat(having(commands, "BitLocker\" /v PreventDeviceEncryption /t REG_DWORD /d 1"))
        .isEqualTo(eleven);
  }

  private static boolean having(List<String> commands, String part) {
    return commands.stream().anyMatch(command -> command.contains(part));
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void noCloneRepeatsTheBuild(Release release) {
    Xml xml = generalize(release);
    assertThat(xml.all(WINDOWS_PE)).isEmpty();
    assertThat(xml.all(OOBE_SYSTEM + "//u:AutoLogon | //u:FirstLogonCommands | //u:UserAccounts"))
        .isEmpty();
    assertThat(AnswerFileXml.write(AnswerFiles.generalize(Cases.generalize(release))))
        .doesNotContain(Cases.PASSWORD.reveal(), "Passw0rd");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void anInstanceRestartsOnlyWhenCloudbaseInitAsksForIt(Release release) {
    Xml xml = generalize(release);
    assertThat(xml.all(SPECIALIZE + "//u:RunSynchronousCommand/u:WillReboot"))
        .containsExactly("OnRequest");
    assertThat(xml.all(SPECIALIZE + "//u:RunSynchronousCommand[u:WillReboot]/u:Path"))
        .singleElement()
        .asString()
        .contains("cloudbase-init-unattend.conf")
        .contains("&& exit 1 || exit 2");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void aFloppyCarriesTheAnswerFileOnlyWhereSetupIsKnownToSeeIt(Release release) {
    boolean old = release.currentVersion().build() < 10240;
    assertThat(release.seesFloppy(Firmware.BIOS)).isEqualTo(old);
    assertThat(release.seesFloppy(Firmware.UEFI)).isFalse();
    assertThat(release.seesFloppy(Firmware.UEFI_SECURE)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void evaluationMediaAreGivenNoKeyAnywhere(Release release) {
    InstallSettings keyed = Cases.install(release);
    Xml xml =
        Xml.of(
            AnswerFiles.install(
                new InstallSettings(
                    keyed.target(),
                    keyed.image(),
                    Optional.empty(),
                    keyed.regional(),
                    Registration.none(),
                    keyed.account(),
                    keyed.drivers(),
                    keyed.options())));
    assertThat(xml.all("//u:UserData/u:ProductKey/u:Key | " + SPECIALIZE + "//u:ProductKey"))
        .isEmpty();
    assertThat(xml.all("//u:UserData/u:ProductKey/u:WillShowUI")).containsExactly("OnError");
  }
}
