package dev.casement.guest;

import java.util.List;
import java.util.Optional;

/**
 * What run install adds to Windows beside virtio-win's drivers.
 *
 * @param moreDrivers whether there are drivers in the payload
 * @param languages language packs, by their tags
 * @param capabilities features on demand, by the names that dism has for them
 * @param features optional features, by the names that dism has for them
 */
public record OptionalPlan(
    boolean moreDrivers,
    List<OnDemand> languages,
    List<OnDemand> capabilities,
    List<String> features) {
  /** Where the payload medium has the drivers; below it a directory for each of their media. */
  public static final String DRIVERS = "casement/payload/drivers";

  /** Where the payload medium has the directories of languages and features on demand. */
  public static final String ON_DEMAND = "casement/payload/features";

  /**
   * What Windows takes from a package outside of its image.
   *
   * @param path of the package on one of the run's media, with {@code /} between names; empty when
   *     Windows has it already
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
