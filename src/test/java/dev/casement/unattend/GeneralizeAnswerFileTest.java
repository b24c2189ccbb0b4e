package dev.casement.unattend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.Architecture;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneralizeAnswerFileTest {
  private static Xml generalize(Release release) {
    return Xml.of(AnswerFiles.generalize(Cases.generalize(release)));
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void replaysNoLogonNoAccountAndNoPasswordInTheCloud(Release release) {
    Xml xml = generalize(release);
    assertThat(
            xml.all(
                "//u:AutoLogon | //u:UserAccounts | //u:FirstLogonCommands | //u:PlainText"
                    + " | //u:Password | //u:DiskConfiguration"))
        .isEmpty();
    assertThat(xml.all("//u:settings/@pass"))
        .containsExactly("generalize", "specialize", "oobeSystem");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void givesEachInstanceItsOwnNameAndKeepsTheDrivers(Release release) {
    Xml xml = generalize(release);
    assertThat(xml.all("//u:ComputerName")).containsExactly("*");
    assertThat(xml.all("//u:PersistAllDeviceInstalls")).containsExactly("true");
    assertThat(xml.all("//u:ExtendOSPartition/u:Extend")).containsExactly("true");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void showsNoPageOnTheFirstBootOfAnInstance(Release release) {
    Xml xml = generalize(release);
    assertThat(xml.all("//u:OOBE/u:SkipMachineOOBE")).containsExactly("true");
    assertThat(xml.all("//u:OOBE/u:SkipUserOOBE")).containsExactly("true");
    assertThat(xml.all("//u:OOBE/u:HideEULAPage")).containsExactly("true");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void setsAgainWhatGeneralizingResets(Release release) {
    Xml xml = generalize(release);
    assertThat(xml.all("//u:TimeZone")).containsExactly("UTC");
    assertThat(xml.all("//u:settings[@pass='oobeSystem']//u:UserLocale")).containsExactly("en-US");
    assertThat(xml.all("//u:settings[@pass='specialize']//u:ProductKey")).hasSize(1);
    assertThat(xml.all("//u:fDenyTSConnections")).containsExactly("false");
  }

  @Test
  void runsCloudbaseInitWithItsUnattendConfigurationWithinTheLengthOfAPath() {
    Xml xml = generalize(Release.SERVER_2022);
    assertThat(xml.all("//u:RunSynchronousCommand/u:Path"))
        .last()
        .asString()
        .contains("cloudbase-init.exe\" --config-file \"", "cloudbase-init-unattend.conf\"")
        .endsWith(" && exit 1 || exit 2\"")
        .matches(path -> path.length() <= 259);
    assertThat(xml.all("//u:RunSynchronousCommand/u:WillReboot")).containsExactly("OnRequest");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void noInstanceKeepsThePasswordOfTheBuild(Release release) {
    List<String> commands = commands(with(Cases.generalize(release), "Admin", true));
    assertThat(commands.getFirst())
        .startsWith("powershell -NoProfile -Command \"")
        .contains("RandomNumberGenerator", release.isServer() ? "'*-500'" : "WinNT://./Admin,user")
        .contains(".SetPassword(");
    assertThat(commands).last().asString().contains("cloudbase-init.exe");
    assertThat(commands).noneMatch(command -> command.contains("net user"));
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void theAdministratorOfServersIsDisabledWhereCloudbaseInitHasAnotherAccount(Release release) {
    GeneralizeSettings settings = Cases.generalize(release);
    assertThat(commands(with(settings, "Admin", true)))
        .filteredOn(command -> command.contains("Disabled=$true"))
        .hasSize(release.isServer() ? 1 : 0)
        .allMatch(command -> command.contains("'*-500' -and $_.Name -ne 'Admin'"));
    assertThat(commands(with(settings, "Admin", false)))
        .filteredOn(command -> command.startsWith("powershell"))
        .singleElement()
        .asString()
        .contains("SetPassword");
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void aNameOfQuotesIsNeitherTheEndOfATextNorTooLong(Release release) {
    String quotes = "'".repeat(16) + "\u2018\u2019\u201a\u201b";
    assertThat(commands(with(Cases.generalize(release), quotes, true)))
        .allMatch(command -> command.length() <= 259)
        .anyMatch(
            command ->
                command.contains(
                    "'".repeat(32) + "\u2018\u2018\u2019\u2019\u201a\u201a\u201b\u201b"));
  }

  /** By its memory alone Windows chooses a page file that may not fit on the disk of the image. */
  @ParameterizedTest
  @EnumSource(Release.class)
  void theInstanceGetsItsPageFileAheadOfCloudbaseInitWhichHasItReboot(Release release) {
    List<String> commands = commands(Cases.generalize(release));
    assertThat(commands.get(commands.size() - 2))
        .isEqualTo(
            "reg.exe add \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\""
                + " /v PagingFiles /t REG_MULTI_SZ /d \"?:\\pagefile.sys\" /f");
    assertThat(commands.getLast()).contains("cloudbase-init.exe");
  }

  @Test
  void needsNeitherKeyNorRemoteDesktopNorCloudbaseInit() {
    GeneralizeSettings settings = Cases.generalize(Release.WINDOWS_10);
    String xml =
        AnswerFileXml.write(
            AnswerFiles.generalize(
                new GeneralizeSettings(
                    settings.release(),
                    Architecture.X86,
                    Optional.empty(),
                    settings.regional(),
                    Registration.none(),
                    "Admin",
                    false,
                    false,
                    Optional.empty())));
    assertThat(xml)
        .doesNotContain(
            "cloudbase-init",
            "WillReboot",
            "ProductKey",
            "fDenyTSConnections",
            "Registered",
            "PagingFiles")
        .contains("processorArchitecture=\"x86\"");
  }

  private static GeneralizeSettings with(
      GeneralizeSettings settings, String username, boolean cloudbaseInit) {
    return new GeneralizeSettings(
        settings.release(),
        settings.architecture(),
        settings.productKey(),
        settings.regional(),
        settings.registration(),
        username,
        cloudbaseInit,
        settings.remoteDesktop(),
        settings.pagingFiles());
  }

  private static List<String> commands(GeneralizeSettings settings) {
    return Xml.of(AnswerFiles.generalize(settings)).all("//u:RunSynchronousCommand/u:Path");
  }

  @Test
  void hidesTheUsersOwnKeyInTheRedactedFile() {
    GeneralizeSettings settings = Cases.generalize(Release.WINDOWS_10);
    AnswerFile answerFile =
        AnswerFiles.generalize(
            new GeneralizeSettings(
                settings.release(),
                settings.architecture(),
                Optional.of(ProductKey.own("BBBBB-CCCCC-DDDDD-FFFFF-GGGGG")),
                settings.regional(),
                Registration.none(),
                "Admin",
                true,
                true,
                Optional.empty()));
    assertThat(AnswerFileXml.write(answerFile)).contains("BBBBB");
    assertThat(AnswerFileXml.writeRedacted(answerFile)).doesNotContain("BBBBB");
  }
}
