package dev.casement.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Language tags such as {@code en-US}, in canonical spelling. */
public final class LanguageTag {
  private LanguageTag() {}

  /**
   * The tag in the casing of RFC 5646, 2.1.1: {@code en-us} becomes {@code en-US}, {@code
   * sr-latn-rs} becomes {@code sr-Latn-RS}. Windows compares tags case-insensitively, and media use
   * both spellings.
   */
  public static String canonical(String tag) {
    List<String> parts = new ArrayList<>();
    for (String part : tag.strip().replace('_', '-').toLowerCase(Locale.ROOT).split("-")) {
      parts.add(parts.isEmpty() ? part : cased(part));
    }
    return String.join("-", parts);
  }

  private static String cased(String part) {
    return switch (part.length()) {
      case 2 -> part.toUpperCase(Locale.ROOT);
      case 4 -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1);
      default -> part;
    };
  }
}
