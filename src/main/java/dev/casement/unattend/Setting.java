package dev.casement.unattend;

import dev.casement.report.Secret;
import java.util.List;
import java.util.Optional;

/**
 * One setting of a component: a value, a secret value, a group of settings, or an item of a list.
 *
 * <p>Names are XML element names; values hold only characters that XML 1.0 can carry on one line.
 */
public sealed interface Setting {
  /** The name of the element. */
  String name();

  /** A plain value: {@code <TimeZone>UTC</TimeZone>}. */
  record Value(String name, String text) implements Setting {
    public Value {
      requireName(name);
      requireText(name, text);
    }
  }

  /** A value such as a password, which appears only in the answer file for Setup. */
  record SecretValue(String name, Secret secret) implements Setting {
    public SecretValue {
      requireName(name);
      requireText(name, secret.reveal());
    }
  }

  /** A group of settings in one element. */
  record Group(String name, List<Setting> settings) implements Setting {
    public Group {
      requireName(name);
      settings = List.copyOf(settings);
    }
  }

  /**
   * One item of a list: an element with {@code wcm:action="add"}.
   *
   * @param key {@code wcm:keyValue}, if the list requires one; unique in its list
   */
  record Item(String name, Optional<String> key, List<Setting> settings) implements Setting {
    public Item {
      requireName(name);
      key.ifPresent(text -> requireText(name, text));
      settings = List.copyOf(settings);
    }
  }

  static Setting value(String name, String text) {
    return new Value(name, text);
  }

  static Setting value(String name, boolean value) {
    return new Value(name, Boolean.toString(value));
  }

  static Setting value(String name, long value) {
    return new Value(name, Long.toString(value));
  }

  static Setting secret(String name, Secret secret) {
    return new SecretValue(name, secret);
  }

  static Setting group(String name, Setting... settings) {
    return new Group(name, List.of(settings));
  }

  static Setting group(String name, List<Setting> settings) {
    return new Group(name, settings);
  }

  static Setting item(String name, Setting... settings) {
    return new Item(name, Optional.empty(), List.of(settings));
  }

  static Setting item(String name, List<Setting> settings) {
    return new Item(name, Optional.empty(), settings);
  }

  static Setting keyedItem(String name, String key, Setting... settings) {
    return new Item(name, Optional.of(key), List.of(settings));
  }

  private static void requireName(String name) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException("no element name: \"" + name + "\"");
    }
  }

  /** The message names the setting but not its text, which may be a password. */
  private static void requireText(String name, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the value of " + name + " is empty");
    }
    if (!text.codePoints().allMatch(Setting::isPrintable)) {
      throw new IllegalArgumentException(
          "the value of " + name + " has a character that an answer file cannot carry");
    }
  }

  /** The characters of XML 1.0, production 2, without control characters and line breaks. */
  private static boolean isPrintable(int codePoint) {
    return codePoint >= 0x20
        && !(codePoint >= 0x7F && codePoint <= 0x9F)
        && !(codePoint >= 0xD800 && codePoint <= 0xDFFF)
        && codePoint != 0xFFFE
        && codePoint != 0xFFFF
        && codePoint != 0x2028
        && codePoint != 0x2029;
  }
}
