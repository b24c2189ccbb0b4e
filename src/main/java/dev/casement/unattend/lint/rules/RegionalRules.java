package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.ConfigurationPass;
import dev.casement.unattend.TimeZoneGuess;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.windows.KeyboardLayouts;
import dev.casement.windows.WindowsLocales;
import dev.casement.windows.WindowsTimeZone;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Rules about languages, formats, keyboards and time zones. */
final class RegionalRules {
  private static final String TAG = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}(_[A-Za-z0-9]{2,8})?";
  private static final String LAYOUT =
      "(0x)?[0-9A-Fa-f]{4}:((0x)?[0-9A-Fa-f]{8}|(\\{[0-9A-Fa-f-]{36}\\}){2})";

  /**
   * English display names of standard time that differ from the zone's name. Public answer files
   * use them; their effect in Setup is not documented.
   */
  private static final Set<String> SHOWN_NAMES =
      Set.of(
          "Coordinated Universal Time",
          "Cabo Verde Standard Time",
          "Jerusalem Standard Time",
          "Malay Peninsula Standard Time");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "locale-name",
              "Setup stops at a malformed language tag",
              "write a language tag, such as en-US",
              Sources.reference("UILanguage, SystemLocale, UserLocale"),
              RegionalRules::locale),
          warning(
              "unknown-locale",
              "Setup accepts only locales that have an identifier of their own: others, and"
                  + " languages without a region, make it stop or restart",
              "write a language and region that Windows has",
              "Microsoft, [MS-LCID] \"Windows Language Code Identifier (LCID) Reference\";"
                  + " AutomatedLab issue 706, unattend-generator issue 284",
              RegionalRules::unknownLocale),
          warning(
              "unknown-keyboard",
              "Setup finds no keyboard by this",
              "write a language tag such as en-US, or locale and layout such as 0409:00000409",
              Sources.learn("Windows keyboard layouts"),
              RegionalRules::unknownKeyboard),
          error(
              "input-locale",
              "Setup finds no keyboard by this",
              "write a language tag such as en-US, or locale and layout such as 0409:00000409;"
                  + " several are joined by semicolons",
              Sources.reference("InputLocale"),
              RegionalRules::inputLocale),
          error(
              "time-zone",
              "Windows has no such time zone: Setup stops in specialize, or the zone stays what it was",
              "write a name that `tzutil /l` lists, such as UTC or W. Europe Standard Time",
              Sources.reference("TimeZone")
                  + "; Microsoft Learn, \"Default time zones\"; Lability issue 271",
              RegionalRules::timeZone),
          warning(
              "time-zone-shown",
              "it is the name that Windows displays for the zone's standard time, not the name of"
                  + " the zone",
              "write a name that `tzutil /l` lists, such as UTC or W. Europe Standard Time",
              Sources.learn("Default time zones"),
              RegionalRules::timeZoneShown),
          warning(
              "setup-language-unstated",
              "Setup asks for the language first",
              "write SetupUILanguage/UILanguage into Microsoft-Windows-International-Core-WinPE",
              Sources.reference("SetupUILanguage"),
              RegionalRules::unstated));

  private RegionalRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static Stream<Element> settings(Subject subject, List<String> names) {
    return Stream.of(ComponentName.INTERNATIONAL_CORE, ComponentName.INTERNATIONAL_CORE_WINPE)
        .flatMap(subject.tree()::components)
        .flatMap(Element::deep)
        .filter(element -> names.stream().anyMatch(element::is))
        .filter(element -> element.children().isEmpty() && element.value().isPresent());
  }

  private static Stream<Element> locales(Subject subject) {
    return settings(
        subject, List.of("UILanguage", "UILanguageFallback", "SystemLocale", "UserLocale"));
  }

  private static boolean isLocale(String text) {
    return text.matches(TAG) || text.matches(LAYOUT);
  }

  private static void locale(Subject subject, Report report) {
    locales(subject)
        .filter(element -> !isLocale(element.text()))
        .forEach(element -> report.at(element, element.name() + " is \"" + element.text() + "\""));
  }

  private static void unknownLocale(Subject subject, Report report) {
    locales(subject)
        .filter(element -> element.text().matches(TAG))
        .forEach(
            element ->
                WindowsLocales.problemWith(element.text())
                    .ifPresent(problem -> report.at(element, element.name() + ": " + problem)));
  }

  private static void unknownKeyboard(Subject subject, Report report) {
    settings(subject, List.of("InputLocale"))
        .forEach(
            element ->
                Arrays.stream(element.text().split(";"))
                    .map(String::strip)
                    .filter(RegionalRules::isLocale)
                    .flatMap(input -> KeyboardLayouts.problemWith(input).stream())
                    .forEach(problem -> report.at(element, "InputLocale: " + problem)));
  }

  private static void inputLocale(Subject subject, Report report) {
    settings(subject, List.of("InputLocale"))
        .filter(
            element ->
                !Arrays.stream(element.text().split(";"))
                    .map(String::strip)
                    .allMatch(RegionalRules::isLocale))
        .forEach(element -> report.at(element, "InputLocale is \"" + element.text() + "\""));
  }

  private static Stream<Element> timeZones(Subject subject) {
    return subject
        .tree()
        .components(ComponentName.SHELL_SETUP)
        .flatMap(shell -> shell.all("TimeZone"))
        .filter(element -> element.value().isPresent())
        .filter(element -> WindowsTimeZone.of(element.text()).isEmpty());
  }

  private static void timeZone(Subject subject, Report report) {
    timeZones(subject)
        .filter(element -> !SHOWN_NAMES.contains(element.text()))
        .forEach(
            element ->
                TimeZoneGuess.problemWith(element.text())
                    .ifPresent(problem -> report.at(element, "TimeZone: " + problem)));
  }

  private static void timeZoneShown(Subject subject, Report report) {
    timeZones(subject)
        .filter(element -> SHOWN_NAMES.contains(element.text()))
        .forEach(element -> report.at(element, "TimeZone is \"" + element.text() + "\""));
  }

  private static void unstated(Subject subject, Report report) {
    List<Element> international =
        subject
            .tree()
            .components(ConfigurationPass.WINDOWS_PE, ComponentName.INTERNATIONAL_CORE_WINPE)
            .toList();
    boolean stated =
        international.stream()
            .anyMatch(element -> element.find("SetupUILanguage/UILanguage").isPresent());
    subject
        .tree()
        .setup()
        .filter(setup -> !stated && setup.find("ImageInstall/OSImage").isPresent())
        .findFirst()
        .ifPresent(setup -> report.at(setup, "the language of Setup is not set"));
  }
}
