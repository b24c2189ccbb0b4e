package dev.casement.guest;

import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;

/**
 * The plan of run generalize.
 *
 * @param cloudbaseInit empty: the image has no cloudbase-init
 * @param userSteps the user's scripts in order
 */
public record GeneralizePlan(
    Release release,
    Firmware firmware,
    Optional<CloudbaseInitSettings> cloudbaseInit,
    List<UserStep> userSteps,
    SystemSettings settings,
    CleanUpSettings cleanUp) {
  public GeneralizePlan {
    userSteps = List.copyOf(userSteps);
  }
}
