package dev.casement.pipeline.inspect;

import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.windows.ClientKeyUse;
import dev.casement.windows.ClientSetupKeys;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses the product key, and checks that it matches release and edition: with another key Setup
 * reports that no images are available.
 */
final class KeyFit {
  private final Release release;
  private final WindowsImage image;

  KeyFit(Release release, WindowsImage image) {
    this.release = release;
    this.image = image;
  }

  Optional<ProductKey> choose(Recipe recipe, MediaChecks fit) {
    return switch (recipe.windows().productKey()) {
      case ProductKeyChoice.Kms() -> clientSetupKey(fit);
      case ProductKeyChoice.None() -> Optional.empty();
      case ProductKeyChoice.Own(var key) -> {
        if (startsBySetupComplete(recipe) && mayLeaveSetupCompleteOut(key.reveal())) {
          fit.warning(
              "windows.productKey is your own: with an OEM key %s %s does not run SetupComplete.cmd,"
                      .formatted(release, image.edition())
                  + " and cloudbase-init never starts in instances; if it is one, set"
                  + " cloudbaseInit.start: delayed");
        }
        yield own(key, fit);
      }
    };
  }

  private static boolean startsBySetupComplete(Recipe recipe) {
    return recipe.media().cloudbaseInit().isPresent()
        && recipe.cloudbaseInit().start() == CloudbaseInitSettings.Start.AFTER_SETUP;
  }

  /**
   * OEM keys disable SetupComplete.cmd, and cannot be distinguished from others (Microsoft Learn,
   * "Add a custom script to Windows Setup": since Windows 8, except on Enterprise editions and
   * servers).
   */
  private boolean mayLeaveSetupCompleteOut(String key) {
    return ClientKeyUse.of(key).isEmpty()
        && !release.isServer()
        && !release.isKernel61()
        && !image.edition().value().toLowerCase(Locale.ROOT).contains("enterprise");
  }

  private Optional<ProductKey> clientSetupKey(MediaChecks fit) {
    Optional<ProductKey> key =
        ClientSetupKeys.of(release, image.edition(), image.version().build());
    if (key.isEmpty() && !image.edition().isEvaluation()) {
      fit.problem(
          "windows.productKey is kms, but Casement knows no public key for %s %s; set it to none or to your own key"
              .formatted(release, image.edition()));
    }
    return key;
  }

  private Optional<ProductKey> own(ProductKey key, MediaChecks fit) {
    List<ClientKeyUse> uses = ClientKeyUse.of(key.reveal());
    boolean fits = uses.stream().anyMatch(use -> use.fits(release, image.edition().value()));
    if (!uses.isEmpty() && !fits) {
      fit.problem(
          "windows.productKey is the public client setup key of %s, but the image is %s %s; set it to kms"
              .formatted(
                  uses.stream().map(ClientKeyUse::toString).collect(Collectors.joining(", ")),
                  release.displayName(),
                  image.edition()));
    }
    return Optional.of(key);
  }
}
