package dev.casement.unattend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.Architecture;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
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
        .singleElement()
        .asString()
        .contains("cloudbase-init.exe\" --config-file \"", "cloudbase-init-unattend.conf\"")
        .endsWith(" && exit 1 || exit 2\"")
        .matches(path -> path.length() <= 259);
    assertThat(xml.all("//u:RunSynchronousCommand/u:WillReboot")).containsExactly("OnRequest");
  }

  @Test
  void runsNothingInAnImageWithoutCloudbaseInit() {
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
                    false,
                    false)));
    assertThat(xml)
        .doesNotContain("RunSynchronous", "ProductKey", "fDenyTSConnections")
        .contains("processorArchitecture=\"x86\"");
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
                true,
                true));
    assertThat(AnswerFileXml.write(answerFile)).contains("BBBBB");
    assertThat(AnswerFileXml.writeRedacted(answerFile)).doesNotContain("BBBBB");
  }
}
