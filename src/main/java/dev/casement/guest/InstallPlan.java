package dev.casement.guest;

import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.util.List;

/**
 * The plan of run install after Setup.
 *
 * @param excludedDrivers names of virtio-win's drivers to leave out
 * @param userSteps the user's scripts for the first logon, in order
 */
public record InstallPlan(
    Release release,
    Architecture architecture,
    GuestDrivers drivers,
    List<String> excludedDrivers,
    OptionalPlan optionals,
    List<UserStep> userSteps) {
  public InstallPlan {
    excludedDrivers = List.copyOf(excludedDrivers);
    userSteps = List.copyOf(userSteps);
  }
}
