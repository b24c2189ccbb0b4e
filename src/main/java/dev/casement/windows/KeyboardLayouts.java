package dev.casement.windows;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The input locales that Windows accepts: the name of a locale, or the identifiers of a locale and
 * a keyboard layout, joined by a colon (Microsoft Learn, "InputLocale").
 */
public final class KeyboardLayouts {
  private static final Set<String> IDENTIFIERS =
      Table.read("keyboard-layouts.tsv").stream()
          .map(entry -> entry.getFirst())
          .collect(Collectors.toUnmodifiableSet());

  private KeyboardLayouts() {}

  /**
   * Why Windows does not accept this input locale; empty if it does, and for input methods other
   * than keyboards, which are not listed here.
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
