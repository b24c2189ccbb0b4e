package dev.casement.media.author;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Gives the names of one directory their identifiers in a hierarchy of an ISO 9660 volume. */
interface IsoNames {
  String directory(String name);

  /** A file's identifier, without the version number. */
  String file(String name);

  byte[] bytes(String identifier);

  /**
   * Identifiers of ISO 9660 level 3 (ECMA-119, 7.5, 7.6 and 10.3): A–Z, 0–9 and {@code _}, 31
   * characters with the dot; if two would be the same, the later one ends in a number.
   */
  final class Plain implements IsoNames {
    private static final int DIRECTORY_LIMIT = 31;
    private static final int FILE_LIMIT = 30;
    private static final int EXTENSION_LIMIT = 8;

    private final Set<String> taken = new HashSet<>();

    @Override
    public String directory(String name) {
      return unique(clean(name), "", DIRECTORY_LIMIT);
    }

    @Override
    public String file(String name) {
      int dot = name.lastIndexOf('.');
      String primary = clean(dot < 0 ? name : name.substring(0, dot));
      String extension = cut(clean(dot < 0 ? "" : name.substring(dot + 1)), EXTENSION_LIMIT);
      // The dot is mandatory, even without an extension (ECMA-119, 7.5.1).
      return unique(primary, "." + extension, FILE_LIMIT + 1);
    }

    @Override
    public byte[] bytes(String identifier) {
      return identifier.getBytes(StandardCharsets.US_ASCII);
    }

    private String unique(String primary, String end, int limit) {
      String candidate = cut(primary, limit - end.length()) + end;
      for (int number = 1; !taken.add(candidate); number++) {
        String tail = "_" + number + end;
        candidate = cut(primary, limit - tail.length()) + tail;
      }
      return candidate;
    }

    private static String clean(String name) {
      return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static String cut(String text, int length) {
      return text.length() <= length ? text : text.substring(0, length);
    }
  }

  /**
   * Identifiers of the Joliet hierarchy: the names themselves in UCS-2, big endian (Microsoft,
   * "Joliet Specification" 1, "Allowed Character Set"). They may have 103 characters instead of the
   * specification's 64, as with genisoimage's {@code -joliet-long}: packages of Windows features
   * have names of 90.
   */
  final class Joliet implements IsoNames {
    private static final int LIMIT = 103;

    @Override
    public String directory(String name) {
      return check(name);
    }

    @Override
    public String file(String name) {
      return check(name);
    }

    @Override
    public byte[] bytes(String identifier) {
      return identifier.getBytes(StandardCharsets.UTF_16BE);
    }

    private static String check(String name) {
      if (name.length() > LIMIT
          || name.indexOf(';') >= 0
          || name.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
        throw MediaTree.unfit(
            "a CD cannot hold a file named \"" + name + "\"",
            "rename it: at most " + LIMIT + " characters, no semicolon, none beyond U+FFFF");
      }
      return name;
    }
  }
}
