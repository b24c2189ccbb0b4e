package dev.casement.windows;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Which new disks Windows brings online.
 *
 * <p>Servers leave disks on a shared bus offline, and treat a cloud's volumes as such. Source:
 * Microsoft Learn, "SanPolicy" (Microsoft-Windows-PartitionManager), "san".
 */
public enum SanPolicy {
  ONLINE_ALL(OptionalInt.of(1)),
  OFFLINE_SHARED(OptionalInt.of(2)),
  /** The default of Windows. */
  WINDOWS(OptionalInt.empty());

  private final OptionalInt value;

  SanPolicy(OptionalInt value) {
    this.value = value;
  }

  /** The policy for an instance that has its volumes to itself. */
  public static SanPolicy usual(Release release) {
    return release.isServer() ? ONLINE_ALL : WINDOWS;
  }

  /** The value in Windows; empty when it is not set. */
  public OptionalInt value() {
    return value;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
