package dev.casement.cli.recipe;

import dev.casement.cli.recipe.RecipeDocument.WindowsDocument;
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
