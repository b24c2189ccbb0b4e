package dev.casement.unattend.lint.rules;

import dev.casement.unattend.lint.xml.Element;
import dev.casement.unattend.lint.xml.Placeholder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A password element of an answer file; its content must never appear in a message.
 *
 * <p>If PlainText is false, the content is as written by Windows System Image Manager: the Base64
 * form of the UTF-16LE text of the password followed by the element's name. Setup stops at any
 * other text, with 0x8007000d (Microsoft Learn, "PlainText"; GenerateAnswerFile issue 48).
 */
record Password(Element element) {
  /** The elements that contain a password and a PlainText setting. */
  static final List<String> NAMES =
      List.of("Password", "AdministratorPassword", "OfflineAdministratorPassword");

  /** The text, from {@code Value} or from the element itself. */
  private String raw() {
    return element.find("Value").map(Element::text).orElse(element.text());
  }

  boolean isEmpty() {
    return raw().isEmpty();
  }

  boolean isPlaceholder() {
    return Placeholder.leavesOpen(raw());
  }

  /** Whether the password is plain text, the default of PlainText. */
  boolean isPlain() {
    return !element.value("PlainText").filter("false"::equalsIgnoreCase).isPresent();
  }

  /** The problem of an encoded password; empty for a valid one, and for plain text. */
  Optional<String> encodingFault() {
    if (isPlain()) {
      return Optional.empty();
    }
    Optional<String> text = decoded();
    if (text.isEmpty()) {
      return Optional.of("is not encoded");
    }
    return text.get().endsWith(suffix())
        ? Optional.empty()
        : Optional.of("is not encoded with \"" + suffix() + "\" after the password");
  }

  /** The password itself, for comparison; empty if it cannot be decoded. */
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

  /** The name of the element. */
  private String suffix() {
    return NAMES.stream().filter(element::is).findFirst().orElse(element.name());
  }

  private String withoutSuffix(String text) {
    return text.endsWith(suffix()) ? text.substring(0, text.length() - suffix().length()) : text;
  }
}
