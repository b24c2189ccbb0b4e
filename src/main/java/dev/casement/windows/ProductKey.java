package dev.casement.windows;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A product key of the form {@code XXXXX-XXXXX-XXXXX-XXXXX-XXXXX}, upper-case.
 *
 * <p>The text of a user's own key is redacted. The client setup keys that Microsoft publishes for
 * KMS activation are not secret.
 */
public final class ProductKey {
  /**
   * The 24 characters of keys, plus N, which occurs since Windows 8. Not documented by Microsoft;
   * public key decoders agree, and every published key conforms.
   */
  private static final Pattern FORM =
      Pattern.compile("[BCDFGHJKMNPQRTVWXY2346789]{5}(-[BCDFGHJKMNPQRTVWXY2346789]{5}){4}");

  private final String text;
  private final boolean isPublic;

  private ProductKey(String text, boolean isPublic) {
    this.text = text;
    this.isPublic = isPublic;
  }

  /**
   * A user's own key; lower case is accepted.
   *
   * @throws IllegalArgumentException when it is malformed; the message does not contain it
   */
  public static ProductKey own(String text) {
    return new ProductKey(requireForm(text), false);
  }

  /** A key that Microsoft publishes. */
  static ProductKey published(String text) {
    return new ProductKey(requireForm(text), true);
  }

  /** The key in plain text, for the answer file. */
  public String reveal() {
    return text;
  }

  /** Whether Microsoft publishes this key, so that it may be shown. */
  public boolean isPublic() {
    return isPublic;
  }

  private static String requireForm(String text) {
    String key = text.strip().toUpperCase(Locale.ROOT);
    if (!FORM.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "a product key is five groups of five of the characters BCDFGHJKMNPQRTVWXY2346789,"
              + " joined by hyphens");
    }
    return key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProductKey key && key.text.equals(text) && key.isPublic == isPublic;
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, isPublic);
  }

  /** The key if it is public, else a placeholder. */
  @Override
  public String toString() {
    return isPublic ? text : "ProductKey[redacted]";
  }
}
