package dev.casement.guest;

import dev.casement.windows.Release;
import java.util.Optional;

/**
 * What run update does.
 *
 * @param packages whether the payload medium has {@code .msu} and {@code .cab} files, which are
 *     installed first, in the order of their names
 * @param server empty: only these
 * @param components what happens to the components that updates have replaced
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
