package dev.casement.openstack.image;

import java.util.List;
import java.util.Locale;

/** Who may see an image, in Glance's terms. */
public enum Visibility {
  PRIVATE,
  SHARED,
  COMMUNITY,
  PUBLIC;

  /**
   * The default visibility. An image that is shared with projects must be {@link #SHARED}: Glance
   * requires it.
   */
  public static Visibility usual(List<String> share) {
    return share.isEmpty() ? PRIVATE : SHARED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
