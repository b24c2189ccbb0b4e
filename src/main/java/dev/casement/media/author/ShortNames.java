package dev.casement.media.author;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Gives the names of one FAT directory unique 8.3 names.
 *
 * <p>Basis name and numeric tail as Microsoft's "FAT: General Overview of On-Disk Format" 1.03
 * describes them. Characters beyond ASCII become {@code _}, since the code page of the guest is not
 * known here.
 */
final class ShortNames {
  private static final String PUNCTUATION = "$%'-_@~`!(){}^#&";
  private static final int TAIL_LIMIT = 999_999;

  private final Set<String> taken = new HashSet<>();

  /**
   * Keeps a name that is 8.3 except for case. Call this before {@link #shorten}, so that no
   * generated name takes the place of a given one.
   */
  String keep(String name) {
    String shortName = pad(name.toUpperCase(Locale.ROOT));
    taken.add(shortName);
    return shortName;
  }

  /** Makes an 8.3 name with a numeric tail for any other name. */
  String shorten(String name) {
    String basis = clean(name);
    int dot = basis.lastIndexOf('.');
    String extension = dot < 0 ? "" : cut(basis.substring(dot + 1), 3);
    String primary = (dot < 0 ? basis : basis.substring(0, dot)).replace(".", "");
    if (primary.isEmpty()) {
      primary = "_";
    }
    for (int tail = 1; tail <= TAIL_LIMIT; tail++) {
      String end = "~" + tail;
      String shortName =
          pad(cut(primary, 8 - end.length()) + end + (extension.isEmpty() ? "" : "." + extension));
      if (taken.add(shortName)) {
        return shortName;
      }
    }
    throw new IllegalStateException("no 8.3 name left for " + name);
  }

  /** Whether a name is 8.3 except for case. */
  static boolean isShort(String name) {
    int dot = name.lastIndexOf('.');
    String primary = dot < 0 ? name : name.substring(0, dot);
    String extension = dot < 0 ? "" : name.substring(dot + 1);
    return !primary.isEmpty()
        && primary.length() <= 8
        && extension.length() <= 3
        && (dot < 0 || !extension.isEmpty())
        && (primary + extension).chars().allMatch(ShortNames::isShortCharacter);
  }

  /** Whether a name is 8.3 and in capitals, so that it needs no long name beside it. */
  static boolean isPlain(String name) {
    return isShort(name) && name.equals(name.toUpperCase(Locale.ROOT));
  }

  /** The checksum in every long-name entry that ties it to its 8.3 name. */
  static int checksum(byte[] shortName) {
    int sum = 0;
    for (byte b : shortName) {
      sum = (((sum & 1) << 7) + (sum >> 1) + (b & 0xff)) & 0xff;
    }
    return sum;
  }

  static byte[] bytes(String shortName) {
    return shortName.getBytes(StandardCharsets.US_ASCII);
  }

  private static String clean(String name) {
    StringBuilder basis = new StringBuilder();
    for (char c : name.toUpperCase(Locale.ROOT).toCharArray()) {
      if (c == ' ' || (c == '.' && basis.isEmpty()) || Character.isLowSurrogate(c)) {
        continue;
      }
      basis.append(c == '.' || isShortCharacter(c) ? c : '_');
    }
    return basis.toString();
  }

  private static boolean isShortCharacter(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || PUNCTUATION.indexOf(c) >= 0;
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  /** The eleven characters of a directory entry: eight and three, without the dot. */
  private static String pad(String name) {
    int dot = name.lastIndexOf('.');
    String primary = dot < 0 ? name : name.substring(0, dot);
    String extension = dot < 0 ? "" : name.substring(dot + 1);
    return String.format(Locale.ROOT, "%-8s%-3s", primary, extension);
  }
}
