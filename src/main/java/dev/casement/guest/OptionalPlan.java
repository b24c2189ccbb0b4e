package dev.casement.guest;

import java.util.List;
import java.util.Optional;

/**
 * What run install adds to Windows besides virtio-win's drivers.
 *
 * @param moreDrivers whether the payload contains drivers
 * @param languages language packs, by their tags
 * @param capabilities features on demand, by their dism names
 * @param features optional features, by their dism names
 */
public record OptionalPlan(
    boolean moreDrivers,
    List<OnDemand> languages,
    List<OnDemand> capabilities,
    List<String> features) {
  /** The directory of drivers on the payload medium, with a subdirectory for each driver medium. */
  public static final String DRIVERS = "casement/payload/drivers";

  /** The directory of languages and features on demand on the payload medium. */
  public static final String ON_DEMAND = "casement/payload/features";

  /**
   * A component that comes from a package outside of the Windows image.
   *
   * @param path of the package on one of the run's media, with {@code /} between names; empty when
   *     Windows includes it
   */
  public record OnDemand(String name, Optional<String> path) {}

  public OptionalPlan {
    languages = List.copyOf(languages);
    capabilities = List.copyOf(capabilities);
    features = List.copyOf(features);
  }

  public static OptionalPlan none() {
    return new OptionalPlan(false, List.of(), List.of(), List.of());
  }
}
