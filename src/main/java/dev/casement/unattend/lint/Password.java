package dev.casement.unattend.lint;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A password element of an answer file; what it holds never reaches a message.
 *
 * <p>With PlainText false Windows System Image Manager writes the Base64 form of the UTF-16LE text
 * of the password with the name of the element behind it (Microsoft Learn, "PlainText"; the suffix
 * is what the tool writes).
 */
record Password(Element element) {
  /** The text, whether it stands in {@code Value} or in the element itself. */
  private String raw() {
    return element.find("Value").map(Element::text).orElse(element.text());
  }

  boolean isEmpty() {
    return raw().isEmpty();
  }

  boolean isPlaceholder() {
    return Placeholder.leavesOpen(raw());
  }

  /** PlainText is true unless it is said to be false. */
  boolean isPlain() {
    return !element.value("PlainText").filter("false"::equalsIgnoreCase).isPresent();
  }

  /** Whether an encoded password can be decoded. */
  boolean isDecodable() {
    return isPlain() || decoded().isPresent();
  }

  /** The password itself, to compare; empty when it cannot be told. */
  Optional<String> secret() {
    if (isPlaceholder()) {
      return Optional.empty();
    }
    return isPlain() ? Optional.of(raw()) : decoded().map(this::withoutSuffix);
  }

  private Optional<String> decoded() {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(raw());
      return bytes.length % 2 == 0 && raw().matches("[A-Za-z0-9+/=\\s]*")
          ? Optional.of(new String(bytes, StandardCharsets.UTF_16LE))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private String withoutSuffix(String text) {
    return text.endsWith(element.name())
        ? text.substring(0, text.length() - element.name().length())
        : text;
  }
}
