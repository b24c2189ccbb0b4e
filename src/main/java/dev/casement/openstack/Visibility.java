package dev.casement.openstack;

import java.util.Locale;

/** Who may see an image, in Glance's words. */
public enum Visibility {
  PRIVATE,
  SHARED,
  COMMUNITY,
  PUBLIC;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
