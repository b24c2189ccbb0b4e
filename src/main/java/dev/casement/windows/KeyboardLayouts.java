package dev.casement.windows;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What Windows takes for an input locale: the name of a locale, or the identifiers of a locale and
 * of a keyboard layout with a colon between them (Microsoft Learn, "InputLocale").
 */
public final class KeyboardLayouts {
  private static final Set<String> IDENTIFIERS =
      Table.read("keyboard-layouts.tsv").stream()
          .map(entry -> entry.getFirst())
          .collect(Collectors.toUnmodifiableSet());

  private KeyboardLayouts() {}

  /**
   * Why Windows does not take this for an input locale; empty when it does, and for input methods
   * that are no keyboard, which are not listed here.
   */
  public static Optional<String> problemWith(String inputLocale) {
    String[] parts = inputLocale.toLowerCase(Locale.ROOT).replace("0x", "").split(":", 2);
    if (parts.length == 1) {
      return WindowsLocales.problemWith(inputLocale);
    }
    if (!WindowsLocales.hasIdentifier(parts[0])) {
      return Optional.of("Windows has no locale with the identifier \"" + parts[0] + "\"");
    }
    boolean isKeyboard = parts[1].matches("00[0-9a-f]{6}");
    return isKeyboard && !IDENTIFIERS.contains(parts[1])
        ? Optional.of("Windows has no keyboard layout \"" + parts[1] + "\"")
        : Optional.empty();
  }
}
