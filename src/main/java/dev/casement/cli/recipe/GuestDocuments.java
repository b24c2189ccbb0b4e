package dev.casement.cli.recipe;

import static java.util.Objects.requireNonNullElse;

import dev.casement.cli.recipe.RecipeDocument.CleanUpDocument;
import dev.casement.cli.recipe.RecipeDocument.SettingsDocument;
import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.PageFile;
import dev.casement.guest.SystemSettings;
import org.jspecify.annotations.Nullable;

/** Fills in what a recipe does not say about the inside of the guest. */
final class GuestDocuments {
  private GuestDocuments() {}

  static SystemSettings settings(@Nullable SettingsDocument settings) {
    SystemSettings standard = SystemSettings.defaults();
    if (settings == null) {
      return standard;
    }
    return new SystemSettings(
        requireNonNullElse(settings.remoteDesktop(), standard.remoteDesktop()),
        requireNonNullElse(
            settings.networkLevelAuthentication(), standard.networkLevelAuthentication()),
        requireNonNullElse(settings.ping(), standard.ping()),
        requireNonNullElse(settings.ipv6Address(), standard.ipv6Address()),
        requireNonNullElse(settings.hibernation(), standard.hibernation()),
        requireNonNullElse(settings.shutdownWithoutLogon(), standard.shutdownWithoutLogon()),
        settings.pageFile() == null ? standard.pageFile() : PageFile.parse(settings.pageFile()));
  }

  static CleanUpSettings cleanUp(@Nullable CleanUpDocument cleanUp) {
    CleanUpSettings standard = CleanUpSettings.defaults();
    if (cleanUp == null) {
      return standard;
    }
    return new CleanUpSettings(
        requireNonNullElse(cleanUp.components(), standard.components()),
        requireNonNullElse(cleanUp.storeApps(), standard.storeApps()),
        requireNonNullElse(cleanUp.eventLogs(), standard.eventLogs()),
        requireNonNullElse(cleanUp.freeSpace(), standard.freeSpace()));
  }
}
