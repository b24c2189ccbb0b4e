package dev.casement.disk.registry;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Names of keys and values as Windows compares them: by characters, without regard to case. */
final class Names {
  private static final int HINT = 4;

  private Names() {}

  /** How a name is recorded: one byte a character when narrow, else UTF-16. */
  static Charset charset(boolean narrow) {
    return narrow ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE;
  }

  static boolean equal(String one, String other) {
    if (one.length() != other.length()) {
      return false;
    }
    for (int i = 0; i < one.length(); i++) {
      if (upper(one.charAt(i)) != upper(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The hash that a hash leaf has for a name (regf, "Hash leaf"). */
  static int hash(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = 37 * hash + upper(name.charAt(i));
    }
    return hash;
  }

  /** Whether a fast leaf's hint can be that of a name (regf, "Fast leaf"). */
  static boolean fits(String name, int hint) {
    if ((hint & 0xff) == 0) {
      return true;
    }
    for (int i = 0; i < HINT; i++) {
      char hinted = (char) (hint >>> (i * Byte.SIZE) & 0xff);
      char expected = i < name.length() ? name.charAt(i) : 0;
      if (upper(hinted) != upper(expected)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a name is ASCII: hints and hashes of other letters depend on case tables. */
  static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 0x80);
  }

  private static char upper(char c) {
    return Character.toUpperCase(c);
  }
}
