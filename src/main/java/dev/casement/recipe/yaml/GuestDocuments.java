package dev.casement.recipe.yaml;

import static java.util.Objects.requireNonNullElse;

import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.CloudbaseInitSettings.Activation;
import dev.casement.guest.CloudbaseInitSettings.Logging;
import dev.casement.guest.CloudbaseInitSettings.Metadata;
import dev.casement.guest.CloudbaseInitSettings.Password;
import dev.casement.guest.PageFile;
import dev.casement.guest.SystemSettings;
import dev.casement.recipe.yaml.RecipeDocument.CleanUpDocument;
import dev.casement.recipe.yaml.RecipeDocument.SettingsDocument;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fills in what a recipe does not say about the inside of the guest. */
final class GuestDocuments {
  private GuestDocuments() {}

  /**
   * @throws IllegalArgumentException when a name or a list cannot stand in a configuration
   */
  static CloudbaseInitSettings cloudbaseInit(@Nullable CloudbaseInitDocument document) {
    CloudbaseInitSettings standard = CloudbaseInitSettings.defaults();
    if (document == null) {
      return standard;
    }
    return new CloudbaseInitSettings(
        requireNonNullElse(document.username(), standard.username()),
        requireNonNullElse(document.groups(), standard.groups()),
        new Metadata(
            requireNonNullElse(document.metadataServices(), standard.metadata().services()),
            Optional.ofNullable(document.metadataUrl()),
            requireNonNullElse(document.retries(), standard.metadata().retries())),
        new Password(
            requireNonNullElse(document.injectPassword(), standard.password().injected()),
            requireNonNullElse(document.passwordLength(), standard.password().length()),
            requireNonNullElse(document.changePassword(), standard.password().change())),
        requireNonNullElse(document.winRm(), standard.winRm()),
        new Activation(
            requireNonNullElse(document.activate(), standard.activation().automatic()),
            Optional.ofNullable(document.kmsHost())),
        new Logging(
            requireNonNullElse(document.debug(), standard.logging().debug()),
            requireNonNullElse(document.console(), standard.logging().console())),
        requireNonNullElse(document.realTimeClockUtc(), standard.realTimeClockUtc()),
        requireNonNullElse(document.start(), standard.start()),
        requireNonNullElse(document.localSystem(), standard.localSystem()));
  }

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
        settings.pageFile() == null ? standard.pageFile() : PageFile.parse(settings.pageFile()),
        Optional.ofNullable(settings.sanPolicy()));
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
