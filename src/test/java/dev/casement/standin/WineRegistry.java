package dev.casement.standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registry of a machine that is powered off, in the text files that Wine keeps it in.
 *
 * <p>Keys are named as Windows names them, such as {@code HKLM\SOFTWARE\Casement}; there is no
 * {@code Wow6432Node}, and {@code CurrentControlSet} is a plain key.
 */
public final class WineRegistry {
  /** A character by its number, or one that stands for itself. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-fA-F]{1,4})|(.))");

  private final Path machine;

  WineRegistry(Path prefix) {
    this.machine = prefix;
  }

  /** A string, or a number in decimal; empty when there is no such value. */
  public Optional<String> value(String key, String name) {
    return Optional.ofNullable(values(key).get(name.toLowerCase(Locale.ROOT)))
        .map(WineRegistry::plain);
  }

  /** Whether there is such a key, with or without values. */
  public boolean hasKey(String key) {
    return sections(key).stream().anyMatch(section -> section.isNamed(key));
  }

  /** Sets a string. */
  public void set(String key, String name, String text) {
    write(key, name, Optional.of("\"" + escaped(text) + "\""));
  }

  /** Sets a string whose variables Windows expands. */
  public void setExpandable(String key, String name, String text) {
    write(key, name, Optional.of("str(2):\"" + escaped(text) + "\""));
  }

  /** Sets a number. */
  public void set(String key, String name, int number) {
    write(key, name, Optional.of(String.format(Locale.ROOT, "dword:%08x", number)));
  }

  /** Sets a REG_MULTI_SZ. */
  public void set(String key, String name, List<String> texts) {
    StringBuilder hex = new StringBuilder("hex(7):");
    for (byte each : (String.join("\0", texts) + "\0\0").getBytes(StandardCharsets.UTF_16LE)) {
      hex.append(String.format(Locale.ROOT, "%02x,", each));
    }
    write(key, name, Optional.of(hex.substring(0, hex.length() - 1)));
  }

  public void remove(String key, String name) {
    write(key, name, Optional.empty());
  }

  private Map<String, String> values(String key) {
    Map<String, String> values = new TreeMap<>();
    for (Section section : sections(key)) {
      if (section.isNamed(key)) {
        for (String line : section.lines()) {
          int equals = line.startsWith("\"") ? line.indexOf("\"=", 1) : -1;
          if (equals > 0) {
            String name = unescaped(line.substring(1, equals)).toLowerCase(Locale.ROOT);
            values.put(name, line.substring(equals + 2));
          }
        }
      }
    }
    return values;
  }

  /** Replaces the value's line, or adds it to the key, which is made where it is missing. */
  private void write(String key, String name, Optional<String> data) {
    List<Section> sections = sections(key);
    String begin = "\"" + escaped(name) + "\"=";
    List<String> text = new ArrayList<>();
    boolean written = data.isEmpty();
    for (Section section : sections) {
      text.addAll(section.header());
      boolean here = section.isNamed(key);
      if (here && !written) {
        text.add(begin + data.orElseThrow());
        written = true;
      }
      section.lines().stream()
          .filter(line -> !here || !line.regionMatches(true, 0, begin, 0, begin.length()))
          .forEach(text::add);
    }
    if (!written) {
      text.add("");
      text.add("[" + Section.name(key) + "] 1700000000");
      text.add(begin + data.orElseThrow());
    }
    try {
      Files.write(file(key), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section(new ArrayList<>(), new ArrayList<>()));
    try {
      StringBuilder whole = new StringBuilder();
      for (String line : Files.readAllLines(file(key), StandardCharsets.UTF_8)) {
        whole.append(line);
        if ((line.endsWith("\\") && line.contains("hex")) || continued(whole)) {
          whole.setLength(whole.length() - 1);
          whole.append('\0');
          continue;
        }
        String text = whole.toString().replaceAll("\0 *", "");
        whole.setLength(0);
        if (text.startsWith("[")) {
          sections.add(new Section(new ArrayList<>(List.of(text)), new ArrayList<>()));
        } else {
          sections.getLast().lines().add(text);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sections;
  }

  /** A value in hexadecimal goes on where its line ends in a backslash. */
  private static boolean continued(StringBuilder line) {
    return line.length() > 0 && line.charAt(line.length() - 1) == '\\' && line.indexOf("\0") >= 0;
  }

  private Path file(String key) {
    String hive = key.substring(0, key.indexOf('\\'));
    return switch (hive) {
      case "HKLM" -> machine.resolve("system.reg");
      case "HKCU" -> machine.resolve("user.reg");
      default -> throw new IllegalArgumentException("no hive " + hive + " in " + key);
    };
  }

  private static String plain(String data) {
    if (data.startsWith("dword:")) {
      return Long.toString(Long.parseLong(data.substring(6), 16));
    }
    if (data.startsWith("\"")) {
      return unescaped(data.substring(1, data.lastIndexOf('"')));
    }
    if (data.startsWith("str")) {
      return plain(data.substring(data.indexOf(':') + 1));
    }
    if (data.startsWith("hex(7):")) {
      return multi(data.substring(7));
    }
    return data;
  }

  private static String multi(String hex) {
    String[] each = hex.isEmpty() ? new String[0] : hex.split(",");
    byte[] bytes = new byte[each.length];
    for (int i = 0; i < each.length; i++) {
      bytes[i] = (byte) Integer.parseInt(each[i].strip(), 16);
    }
    return new String(bytes, StandardCharsets.UTF_16LE).replaceAll("\0+$", "").replace('\0', '\n');
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) == null
                        ? escape.group(2)
                        : String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
  }

  /** A key with its lines; values that Wine breaks into several lines are one. */
  private record Section(List<String> header, List<String> lines) {
    /** The key as Wine has it, without its hive. */
    static String name(String key) {
      return escaped(key.substring(key.indexOf('\\') + 1));
    }

    boolean isNamed(String key) {
      String wanted = "[" + name(key) + "]";
      return !header.isEmpty()
          && header.getFirst().regionMatches(true, 0, wanted, 0, wanted.length());
    }
  }
}
