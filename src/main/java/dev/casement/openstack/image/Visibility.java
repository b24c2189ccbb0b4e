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
   * The default visibility: {@code shared} when the image is shared with projects, as Glance
   * requires.
   */
  public static Visibility usual(List<String> share) {
    return share.isEmpty() ? PRIVATE : SHARED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
