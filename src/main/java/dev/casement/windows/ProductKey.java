package dev.casement.windows;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A product key of the form {@code XXXXX-XXXXX-XXXXX-XXXXX-XXXXX}, upper-case.
 *
 * <p>A user's own key cannot print itself; the client setup keys that Microsoft publishes for
 * activation by KMS are no secret and can.
 */
public final class ProductKey {
  /**
   * The 24 characters that keys are written in, and N, which keys since Windows 8 have besides. Not
   * documented by Microsoft; public key decoders agree on it and every published key obeys it.
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
   * A user's own key; small letters are taken too.
   *
   * @throws IllegalArgumentException when it does not have the form; the message does not repeat it
   */
  public static ProductKey own(String text) {
    return new ProductKey(requireForm(text), false);
  }

  /** A key that Microsoft publishes. */
  static ProductKey published(String text) {
    return new ProductKey(requireForm(text), true);
  }

  /** The key itself, for the answer file. */
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

  /** The key where it is public, else that there is one. */
  @Override
  public String toString() {
    return isPublic ? text : "ProductKey[redacted]";
  }
}
