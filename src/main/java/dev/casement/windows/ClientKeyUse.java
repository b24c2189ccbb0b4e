package dev.casement.windows;

import java.util.List;

/** A release and edition to which a client setup key applies. */
public record ClientKeyUse(Release release, String edition) {
  /** The uses of a key; empty when it is not a client setup key. */
  public static List<ClientKeyUse> of(String key) {
    return ClientSetupKeys.usesOf(key);
  }

  /**
   * Whether an image is of this release and edition. Server Core shares its edition's key, whatever
   * its edition ID: {@code ServerStandardCore} on media of 2008 R2, {@code ServerStandardCor} in
   * DISM.
   */
  public boolean fits(Release other, String editionId) {
    return release == other
        && (edition.equalsIgnoreCase(editionId)
            || (edition + "Core").equalsIgnoreCase(editionId)
            || (edition + "Cor").equalsIgnoreCase(editionId));
  }

  @Override
  public String toString() {
    return release.displayName() + " " + edition;
  }
}
