package dev.casement.units;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Sha256(String hex) {
  private static final int BRIEF = 12;

  public Sha256 {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a SHA-256 digest is 64 hexadecimal digits, got \"" + hex + "\"");
    }
  }

  /** The digest of a text in UTF-8. */
  public static Sha256 of(String text) {
    return of(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The digest consisting of these 32 bytes. */
  public static Sha256 of(byte[] digest) {
    return new Sha256(HexFormat.of().formatHex(digest));
  }

  /** A digest to be updated piece by piece. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The first twelve hexadecimal digits, enough to distinguish names. */
  public String brief() {
    return hex.substring(0, BRIEF);
  }

  @Override
  public String toString() {
    return hex;
  }
}
