package dev.casement.verify;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A configuration file of cloudbase-init, in the form of oslo.config: sections, {@code name =
 * value}, comments, and values that continue on indented lines.
 */
final class OsloConf {
  private final Map<String, String> options = new LinkedHashMap<>();

  private OsloConf() {}

  /** Parses a file; lines of other forms are ignored. */
  static OsloConf parse(String text) {
    OsloConf conf = new OsloConf();
    String section = "";
    String last = "";
    for (String line : text.replace("\uFEFF", "").split("\\R", -1)) {
      String bare = line.strip();
      if (bare.isEmpty() || bare.startsWith("#") || bare.startsWith(";")) {
        last = "";
      } else if (bare.startsWith("[") && bare.endsWith("]")) {
        section = bare.substring(1, bare.length() - 1).strip();
        last = "";
      } else if (Character.isWhitespace(line.charAt(0)) && !last.isEmpty()) {
        conf.options.merge(last, "\n" + bare, String::concat);
      } else {
        last = conf.put(section, bare);
      }
    }
    return conf;
  }

  /** Stores an option and returns its name; empty for a line without a value. */
  private String put(String section, String line) {
    String[] parts = line.split("[=:]", 2);
    if (parts.length < 2) {
      return "";
    }
    String name = "[" + section + "] " + parts[0].strip();
    options.put(name, parts[1].strip());
    return name;
  }

  /** Values by {@code [section] name}; the last value of an option counts. */
  Map<String, String> options() {
    return Map.copyOf(options);
  }
}
