package dev.casement.pipeline.acquire;

import java.util.List;
import java.util.Optional;

/**
 * The media a build starts from, all of them on this host.
 *
 * @param start the install medium, or the image that the build starts from instead
 * @param moreDrivers ISOs or directories
 * @param features ISOs or directories
 */
public record Media(
    Medium start,
    Optional<Medium> drivers,
    Optional<Medium> cloudbaseInit,
    List<Medium> moreDrivers,
    List<Medium> features) {
  public Media {
    moreDrivers = List.copyOf(moreDrivers);
    features = List.copyOf(features);
  }

  /** Media without additional drivers or features. */
  public Media(Medium start, Optional<Medium> drivers, Optional<Medium> cloudbaseInit) {
    this(start, drivers, cloudbaseInit, List.of(), List.of());
  }
}
