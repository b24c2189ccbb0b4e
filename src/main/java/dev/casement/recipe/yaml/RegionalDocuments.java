package dev.casement.recipe.yaml;

import dev.casement.recipe.yaml.RecipeDocument.WindowsDocument;
import dev.casement.unattend.TimeZoneGuess;
import dev.casement.windows.KeyboardLayouts;
import dev.casement.windows.WindowsLocales;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Checks what Windows has closed lists for: languages and locales, keyboards, time zones. */
final class RegionalDocuments {
  private final BiConsumer<String, String> problems;

  /**
   * @param problems takes the path of a key and what is wrong with it
   */
  RegionalDocuments(BiConsumer<String, String> problems) {
    this.problems = problems;
  }

  /**
   * Whether cloudbase-init can read the names in its configuration, which it opens in Windows' ANSI
   * code page (oslo.config, iniparser.py; Python, "open").
   */
  void checkNames(@Nullable WindowsDocument windows, @Nullable CloudbaseInitDocument document) {
    if (document == null) {
      return;
    }
    String locale = windows == null || windows.locale() == null ? "en-US" : windows.locale();
    checkName("cloudbaseInit.username", document.username(), locale);
    List<String> groups = document.groups() == null ? List.of() : document.groups();
    for (int i = 0; i < groups.size(); i++) {
      checkName("cloudbaseInit.groups[" + i + "]", groups.get(i), locale);
    }
  }

  private void checkName(String path, @Nullable String name, String locale) {
    Optional.ofNullable(name)
        .flatMap(text -> WindowsLocales.problemWithAnsi(text, locale))
        .ifPresent(
            problem ->
                problems.accept(
                    path,
                    "\"%s\" cannot stand in cloudbase-init's configuration: %s; use characters that windows.locale has"
                        .formatted(name, problem)));
  }

  void check(@Nullable WindowsDocument windows) {
    if (windows == null) {
      return;
    }
    Optional.ofNullable(windows.locale())
        .flatMap(WindowsLocales::problemWith)
        .ifPresent(problem -> problems.accept("windows.locale", problem));
    List<String> languages = windows.languages() == null ? List.of() : windows.languages();
    for (int i = 0; i < languages.size(); i++) {
      String path = "windows.languages[" + i + "]";
      WindowsLocales.problemWith(languages.get(i))
          .ifPresent(problem -> problems.accept(path, problem));
    }
    String keyboards = windows.keyboard() == null ? "" : windows.keyboard();
    for (String keyboard : keyboards.isEmpty() ? new String[0] : keyboards.split(";", -1)) {
      KeyboardLayouts.problemWith(keyboard)
          .ifPresent(problem -> problems.accept("windows.keyboard", problem));
    }
    Optional.ofNullable(windows.timeZone())
        .flatMap(TimeZoneGuess::problemWith)
        .ifPresent(problem -> problems.accept("windows.timeZone", problem));
  }
}
