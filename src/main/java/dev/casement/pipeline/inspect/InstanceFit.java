package dev.casement.pipeline.inspect;

import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.CloudbaseInitSettings.Password;
import dev.casement.recipe.Recipe;
import java.util.Set;

/** Checks the recipe against what an instance of the image encounters in a cloud. */
final class InstanceFit {
  /** Time zones whose local time is UTC all year. */
  private static final Set<String> UNIVERSAL = Set.of("UTC", "Greenwich Standard Time");

  private final Recipe recipe;
  private final CloudbaseInitSettings settings;

  InstanceFit(Recipe recipe) {
    this.recipe = recipe;
    this.settings = recipe.cloudbaseInit();
  }

  void check(MediaChecks fit) {
    if (asksForAnotherPassword(settings.password())
        && recipe.settings().remoteDesktop()
        && recipe.settings().networkLevelAuthentication()) {
      // FreeRDP issue 5797, thinstation issue 677.
      fit.warning(
          "cloudbaseInit.changePassword is %s, but with settings.networkLevelAuthentication Remote Desktop refuses users whose password must be changed: the first logon needs the console. Set changePassword to never, or networkLevelAuthentication to false"
              .formatted(settings.password().change()));
    }
    if (settings.logging().debug() && settings.logging().console()) {
      // cloudbase-init issue 87.
      fit.warning(
          "cloudbaseInit.debug is true and its log goes to the console: user data and what scripts print, with the passwords in them, are in `openstack console log show`; set cloudbaseInit.console to false");
    }
    String timeZone = recipe.windows().timeZone().replaceFirst("_dstoff$", "");
    if (!UNIVERSAL.contains(timeZone) && !settings.realTimeClockUtc()) {
      fit.warning(
          "windows.timeZone is %s and cloudbaseInit.realTimeClockUtc is false, but with Nova the hardware clock shows the time of the compute host's own zone, usually UTC: instances are wrong until a time server answers. Set realTimeClockUtc to true where the hosts run in UTC"
              .formatted(recipe.windows().timeZone()));
    }
  }

  private static boolean asksForAnotherPassword(Password password) {
    return switch (password.change()) {
      case NEVER -> false;
      case INJECTED -> password.injected();
      case ALWAYS -> true;
    };
  }
}
