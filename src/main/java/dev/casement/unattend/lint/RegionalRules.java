package dev.casement.unattend.lint;

import static dev.casement.unattend.lint.Rule.error;
import static dev.casement.unattend.lint.Rule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.ConfigurationPass;
import dev.casement.unattend.lint.Rule.Report;
import dev.casement.windows.WindowsTimeZone;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Rules about languages, formats, keyboards and time zones. */
final class RegionalRules {
  private static final String TAG = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}(_[A-Za-z0-9]{2,8})?";
  private static final String LAYOUT =
      "(0x)?[0-9A-Fa-f]{4}:((0x)?[0-9A-Fa-f]{8}|(\\{[0-9A-Fa-f-]{36}\\}){2})";
  private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());
  private static final Set<String> REGIONS = Set.of(Locale.getISOCountries());

  private static final List<Rule> RULES =
      List.of(
          error(
              "locale-name",
              "Setup stops at a language that has not the form of one",
              "write a language tag, such as en-US",
              Sources.reference("UILanguage, SystemLocale, UserLocale"),
              RegionalRules::locale),
          warning(
              "unknown-locale",
              "there is no such language or region in ISO 639 and ISO 3166; en-UK is en-GB, for"
                  + " instance",
              "write a language and region that Windows has",
              Sources.learn("Available languages for Windows"),
              RegionalRules::unknownLocale),
          error(
              "input-locale",
              "Setup finds no keyboard by this",
              "write a language tag such as en-US, or locale and layout such as 0409:00000409;"
                  + " several are joined by semicolons",
              Sources.reference("InputLocale"),
              RegionalRules::inputLocale),
          warning(
              "time-zone",
              "Windows does not know every name of a time zone that others know",
              "write a name that `tzutil /l` lists, such as UTC or W. Europe Standard Time",
              Sources.reference("TimeZone") + "; Microsoft Learn, \"Default time zones\"",
              RegionalRules::timeZone),
          warning(
              "setup-language-unstated",
              "Setup asks for the language first",
              "write SetupUILanguage/UILanguage into Microsoft-Windows-International-Core-WinPE",
              Sources.reference("SetupUILanguage"),
              RegionalRules::unstated));

  private RegionalRules() {}

  static List<Rule> all() {
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
        .filter(element -> element.text().matches("[A-Za-z]{2}(-[A-Za-z]{2})?"))
        .filter(element -> !isKnown(element.text()))
        .forEach(element -> report.at(element, element.name() + " is \"" + element.text() + "\""));
  }

  private static boolean isKnown(String tag) {
    String region = tag.length() == 5 ? tag.substring(3).toUpperCase(Locale.ROOT) : "";
    return LANGUAGES.contains(tag.substring(0, 2).toLowerCase(Locale.ROOT))
        && (region.isEmpty() || REGIONS.contains(region));
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

  private static void timeZone(Subject subject, Report report) {
    subject
        .tree()
        .components(ComponentName.SHELL_SETUP)
        .flatMap(shell -> shell.all("TimeZone"))
        .forEach(
            element ->
                element
                    .value()
                    .filter(zone -> WindowsTimeZone.of(zone).isEmpty())
                    .ifPresent(zone -> report.at(element, "TimeZone is \"" + zone + "\"")));
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
