package dev.casement.guest;

import dev.casement.windows.Release;
import java.util.Optional;

/**
 * The plan of run update.
 *
 * @param packages whether the payload medium has {@code .msu} and {@code .cab} files, which are
 *     installed first, in the order of their names
 * @param server empty: only these packages
 * @param components what happens to superseded components
 */
public record UpdatePlan(
    Release release,
    boolean packages,
    Optional<UpdateSource> server,
    UpdateRules rules,
    CleanUpSettings.Components components) {
  public UpdatePlan {
    if (!packages && server.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to update from");
    }
  }
}
