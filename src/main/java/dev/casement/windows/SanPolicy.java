package dev.casement.windows;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Which disks Windows brings online when it first sees them.
 *
 * <p>Servers leave those on a shared bus offline, and take a cloud's volumes for such. Source:
 * Microsoft Learn, "SanPolicy" (Microsoft-Windows-PartitionManager), "san".
 */
public enum SanPolicy {
  ONLINE_ALL(OptionalInt.of(1)),
  OFFLINE_SHARED(OptionalInt.of(2)),
  /** What Windows has by itself. */
  WINDOWS(OptionalInt.empty());

  private final OptionalInt value;

  SanPolicy(OptionalInt value) {
    this.value = value;
  }

  /** What suits an instance whose volumes are its own. */
  public static SanPolicy usual(Release release) {
    return release.isServer() ? ONLINE_ALL : WINDOWS;
  }

  /** Windows' number for it; empty when nothing is set. */
  public OptionalInt value() {
    return value;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
