package dev.casement.openstack.image;

import java.util.List;
import java.util.Locale;

/** Who may see an image, in Glance's words. */
public enum Visibility {
  PRIVATE,
  SHARED,
  COMMUNITY,
  PUBLIC;

  /**
   * The visibility of an image when the user gives none; projects can only share what is shared.
   */
  public static Visibility usual(List<String> share) {
    return share.isEmpty() ? PRIVATE : SHARED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
