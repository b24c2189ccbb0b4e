package dev.casement.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.unattend.TimeZoneGuess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Windows has closed lists for: locales, keyboards, time zones, names of accounts. */
class ClosedListsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "en-US",
        "EN-us",
        "de-CH",
        "nb-NO",
        "nn-NO",
        "sr-Latn-RS",
        "sr-Latn-CS",
        "es-419",
        "es-ES_tradnl",
        "de-DE_phoneb",
        "ca-ES-valencia",
        "zh-TW",
        "fil-PH",
        "en-029",
        "yi-001"
      })
  void knowsTheLocalesThatSetupTakes(String name) {
    assertThat(WindowsLocales.problemWith(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en-NL|Windows has no locale \"en-NL\"; it has fy-NL, nl-NL",
        "en-UK|Windows has no locale \"en-UK\"; it has en-029, en-AE, en-AU, en-BZ",
        "nb|Windows has no locale \"nb\"; it has nb-NO",
        "zh-Hans-CN|Windows has no locale \"zh-Hans-CN\"; it has zh-CN",
        "de-US|Windows has no locale \"de-US\"; it has chr-Cher-US, en-US, es-US, haw-US",
        "xx|Windows has no locale \"xx\"",
      })
  void saysWhatThereIsInPlaceOfALocaleThatSetupDoesNotTake(String name, String problem) {
    assertThat(WindowsLocales.problemWith(name)).contains(problem);
  }

  @Test
  void everyLanguageOfWindowsMediaIsALocale() {
    // Microsoft Learn, "Available languages for Windows": the language packs.
    String packs =
        "ar-SA bg-BG zh-CN zh-TW hr-HR cs-CZ da-DK nl-NL en-GB en-US et-EE fi-FI fr-CA fr-FR de-DE"
            + " el-GR he-IL hu-HU it-IT ja-JP ko-KR lv-LV lt-LT nb-NO pl-PL pt-BR pt-PT ro-RO ru-RU"
            + " sr-Latn-RS sk-SK sl-SI es-MX es-ES sv-SE th-TH tr-TR uk-UA zh-HK eu-ES ca-ES gl-ES"
            + " id-ID vi-VN";
    assertThat(packs.split(" ")).allMatch(WindowsLocales::has);
    assertThat(WindowsLocales.hasIdentifier("0407")).isTrue();
    assertThat(WindowsLocales.hasIdentifier("1000")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "en-US",
        "0407:00000407",
        "0x0409:0x00020409",
        "0411:{03B5835F-F03C-411B-9CE2-AA23E1171E36}{A76C93D9-5523-4E90-AAFA-4DB112F9AC76}",
        "0804:e0200804"
      })
  void knowsKeyboards(String inputLocale) {
    assertThat(KeyboardLayouts.problemWith(inputLocale)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0407:00000999, Windows has no keyboard layout \"00000999\"",
    "0999:00000407, Windows has no locale with the identifier \"0999\"",
    "nb, Windows has no locale \"nb\"; it has nb-NO",
  })
  void saysWhatIsNoKeyboard(String inputLocale, String problem) {
    assertThat(KeyboardLayouts.problemWith(inputLocale)).contains(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "Berlin, W. Europe Standard Time",
    "Europe/Berlin, W. Europe Standard Time",
    "Europe/Vienna, Central Europe Standard Time",
    "America/Detroit, Eastern Standard Time",
    "CET, Central Europe Standard Time",
    "Central European Time, Central European Standard Time",
    "Eastern Daylight Time, Eastern Standard Time",
    "Pacific Standart Time, Pacific Standard Time",
    "Tokio Standard Time, Tokyo Standard Time",
    "Etc/UTC, UTC",
    "GMT, Greenwich Standard Time",
  })
  void guessesTheTimeZoneThatIsMeant(String name, String zone) {
    assertThat(TimeZoneGuess.problemWith(name))
        .contains("Windows has no time zone \"" + name + "\"; did you mean " + zone + "?");
  }

  @Test
  void guessesNothingOfWhatIsNoTimeZone() {
    assertThat(TimeZoneGuess.problemWith("Middle of Nowhere"))
        .contains(
            "Windows has no time zone \"Middle of Nowhere\"; tzutil /l lists those that it has");
    assertThat(TimeZoneGuess.problemWith("W. Europe Standard Time_dstoff")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Administrador",
        "administrateur",
        "Rendszergazda",
        "АДМИНИСТРАТОР",
        "Invitado",
        "Gast",
        "Vieras",
        "Gość",
        "Invite\u0301",
        "WDAGUtilityAccount",
        "Users"
      })
  void knowsTheAccountsOfEveryLanguage(String name) {
    assertThat(BuiltInAccounts.has(name)).isTrue();
  }

  @Test
  void otherNamesAreFree() {
    assertThat(new String[] {"Admin", "casement", "Gaston", "user"})
        .noneMatch(BuiltInAccounts::has);
  }
}
