package dev.casement.windows;

import java.util.List;

/** A release and an edition that a client setup key is for. */
public record ClientKeyUse(Release release, String edition) {
  /** What a key is for; empty when it is none of the client setup keys. */
  public static List<ClientKeyUse> of(String key) {
    return ClientSetupKeys.usesOf(key);
  }

  /**
   * Whether an image is of this release and edition. Server Core has the key of its edition,
   * whatever it is called there: {@code ServerStandardCore} on media of 2008 R2, {@code
   * ServerStandardCor} to DISM.
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
