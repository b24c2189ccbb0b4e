package dev.casement.unattend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.report.Secret;
import dev.casement.unattend.Commands.Command;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsValidationTest {
  private static final Secret PASSWORD = new Secret("x");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "W. Europe Standard Time",
        "UTC-11",
        "UTC+12",
        "Pacific Standard Time_dstoff",
        "E. South America Standard Time"
      })
  void takesTheFormOfWindowsTimeZoneNames(String name) {
    assertThat(Regional.of("en-US", name).timeZone()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Zurich", "", " UTC", "UTC\n", "<UTC>"})
  void refusesWhatIsNoWindowsTimeZoneName(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regional.of("en-US", name))
        .withMessageContaining("tzutil");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "en-US",
        "0409:00020409",
        "en-US;fr-FR",
        "0807:00000807;0409:00000409",
        "zh-Hans-CN"
      })
  void takesKeyboardsByLanguageOrByLayout(String keyboard) {
    assertThat(new Regional("en-US", "en-US", keyboard, "UTC").keyboard()).isEqualTo(keyboard);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0409", "409:409", "0409:0000040G", "en-US;", "us intl"})
  void refusesWhatIsNoKeyboard(String keyboard) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Regional("en-US", "en-US", keyboard, "UTC"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two\nlines", "\u0000", "\ud800"})
  void refusesRegistrationsThatAnAnswerFileCannotCarry(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Registration(Optional.of(name), Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Registration(Optional.empty(), Optional.of(name)));
  }

  @Test
  void takesRegistrationsOfUpTo256Characters() {
    String longest = "ü".repeat(256);
    assertThat(new Registration(Optional.of(longest), Optional.empty()).organization())
        .contains(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Registration(Optional.of(longest + "x"), Optional.empty()))
        .withMessageContaining("256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "english", "en_US", "e", "en US", "en-US-"})
  void refusesWhatIsNoLanguageTag(String tag) {
    assertThatIllegalArgumentException().isThrownBy(() -> Regional.of(tag, "UTC"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Administrator",
        "GUEST",
        "none",
        "a/b",
        "a@b",
        "name.",
        " x",
        "x%y",
        "abcdefghijklmnopqrstu"
      })
  void refusesAccountNamesThatWindowsRefusesOrHas(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Account.LocalAdministrator(name, PASSWORD));
  }

  @Test
  void takesAnAccountNameOfTwentyCharacters() {
    String name = "abcdefghijklmnopqrst";
    assertThat(new Account.LocalAdministrator(name, PASSWORD).name()).isEqualTo(name);
  }

  @Test
  void refusesLoggingOnWithoutAPassword() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Account.Administrator(new Secret("")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Account.Administrator(new Secret("x".repeat(128))));
  }

  @Test
  void namesTheDriverDirectoriesOfVirtioWin() {
    DriverDirectories directories =
        DriverDirectories.ofVirtioWin(Release.SERVER_2022, Architecture.AMD64);
    assertThat(directories.all()).containsExactly("viostor\\2k22\\amd64", "vioscsi\\2k22\\amd64");
  }

  @Test
  void namesADirectoryOfOldDriverMediaOnce() {
    assertThat(new DriverDirectories("WIN7\\AMD64", "WIN7\\AMD64", List.of("extra")).all())
        .containsExactly("WIN7\\AMD64", "extra");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "E:\\viostor", "\\viostor", "viostor/2k22/amd64", "viostor\\", "a\\\\b"})
  void refusesDriverDirectoriesThatAreNotRelativeToTheMedium(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DriverDirectories(path, "vioscsi", List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DriverDirectories("viostor", "vioscsi", List.of(path)));
  }

  @Test
  void refusesAMachineThatTheReleaseDoesNotRunOn() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Target(
                    Release.WINDOWS_11, 26100, Architecture.AMD64, Firmware.BIOS, DiskBus.VIRTIO));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Target(
                    Release.SERVER_2022, 26100, Architecture.AMD64, Firmware.UEFI, DiskBus.VIRTIO))
        .withMessageContaining("26100");
  }

  @Test
  void refusesALayoutWithAPartitionAfterWindows() {
    DiskLayout.Partition windows =
        new DiskLayout.Partition(DiskLayout.Kind.WINDOWS, Optional.empty());
    DiskLayout.Partition system =
        new DiskLayout.Partition(
            DiskLayout.Kind.ACTIVE_SYSTEM, Optional.of(DataSize.mebibytes(350)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DiskLayout(List.of(system, windows, system)))
        .withMessageContaining("after Windows");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new DiskLayout(
                    List.of(
                        new DiskLayout.Partition(DiskLayout.Kind.EFI_SYSTEM, Optional.empty()),
                        windows)));
  }

  @Test
  void refusesCommandsThatSetupWouldCut() {
    Command fits = new Command("x", "c".repeat(259));
    assertThat(Commands.runSynchronous(List.of(fits))).isPresent();
    assertThat(Commands.runSynchronous(List.of())).isEmpty();
    Command tooLong = new Command("x", "c".repeat(260));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Commands.runSynchronous(List.of(tooLong)))
        .withMessageContaining("259");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Commands.firstLogon(new Command("x", "c".repeat(1025))))
        .withMessageContaining("1024");
  }

  @Test
  void showsTheLanguageThatTheMediumHas() {
    Regional german = Regional.forMedium(List.of("en-US"), "de-DE", "fr-CH", "UTC");
    assertThat(german).isEqualTo(new Regional("en-US", "de-DE", "fr-CH", "UTC"));
    Regional chosen = Regional.forMedium(List.of("en-US", "de-DE"), "de-de", "de-de", "UTC");
    assertThat(chosen.uiLanguage()).isEqualTo("de-DE");
    assertThat(Regional.forMedium(List.of(), "fr-FR", "fr-FR", "UTC").uiLanguage())
        .isEqualTo("fr-FR");
  }
}
