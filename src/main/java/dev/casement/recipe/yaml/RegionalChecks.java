package dev.casement.recipe.yaml;

import dev.casement.unattend.TimeZoneGuess;
import dev.casement.windows.KeyboardLayouts;
import dev.casement.windows.WindowsLocales;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Checks values of which Windows has closed lists: languages, keyboards, time zones, code pages.
 */
final class RegionalChecks {
  private final Found found;
  private final BiConsumer<String, String> problems;

  /**
   * @param problems receives the path of a key and what is wrong with it
   */
  RegionalChecks(Found found, BiConsumer<String, String> problems) {
    this.found = found;
    this.problems = problems;
  }

  void check() {
    check("windows.locale", WindowsLocales::problemWith);
    check("windows.timeZone", TimeZoneGuess::problemWith);
    checkEach("windows.languages", WindowsLocales::problemWith);
    if (found.isWritten("windows.keyboard")) {
      String keyboards = found.value("windows.keyboard", String.class).orElse("");
      for (String keyboard : keyboards.isEmpty() ? new String[0] : keyboards.split(";", -1)) {
        report("windows.keyboard", KeyboardLayouts.problemWith(keyboard));
      }
    }
    check("cloudbaseInit.username", this::problemWithName);
    checkEach("cloudbaseInit.groups", this::problemWithName);
  }

  /**
   * What prevents cloudbase-init from reading the name in its configuration, which it opens in
   * Windows' ANSI code page (oslo.config, iniparser.py; Python, "open").
   */
  private Optional<String> problemWithName(String name) {
    String locale = found.value("windows.locale", String.class).orElseThrow();
    return WindowsLocales.problemWithAnsi(name, locale)
        .map(
            problem ->
                "\"%s\" cannot stand in cloudbase-init's configuration: %s; use characters that windows.locale has"
                    .formatted(name, problem));
  }

  private void check(String path, Function<String, Optional<String>> problemWith) {
    report(path, found.value(path, String.class).flatMap(problemWith));
  }

  private void checkEach(String path, Function<String, Optional<String>> problemWith) {
    List<String> names = found.texts(path);
    for (int i = 0; i < names.size(); i++) {
      report(path + "[" + i + "]", problemWith.apply(names.get(i)));
    }
  }

  private void report(String path, Optional<String> problem) {
    problem.ifPresent(text -> problems.accept(path, text));
  }
}
