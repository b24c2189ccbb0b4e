package dev.casement.guest;

import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;

/**
 * What run generalize does.
 *
 * @param cloudbaseInit empty: the image has no cloudbase-init
 * @param userSteps the user's scripts in their order
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
