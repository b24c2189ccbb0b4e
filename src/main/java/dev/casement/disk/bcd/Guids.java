package dev.casement.disk.bcd;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** GUIDs as text in braces. */
final class Guids {
  private static final Pattern IN_BRACES =
      Pattern.compile("\\{\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}}");

  private Guids() {}

  static Optional<UUID> parse(String text) {
    return IN_BRACES.matcher(text).matches()
        ? Optional.of(UUID.fromString(text.substring(1, text.length() - 1)))
        : Optional.empty();
  }
}
