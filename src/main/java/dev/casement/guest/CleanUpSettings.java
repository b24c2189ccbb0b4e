package dev.casement.guest;

import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Key;
import dev.casement.windows.Release;
import java.util.Locale;
import java.util.Optional;

/**
 * What is taken out of Windows before it is generalized, beside everything that Casement put there.
 *
 * @param components what happens to the components that updates have replaced
 * @param storeApps what happens to Store apps that would stop sysprep
 * @param eventLogs whether the event logs are emptied
 * @param freeSpace whether free space is given back to the disk, or zeroed, so that the image is
 *     small
 */
public record CleanUpSettings(
    @Key(
            value =
                "What happens to components that updates have replaced: keep, superseded (remove"
                    + " them) or reset-base (remove all; updates can no longer be uninstalled).",
            standard = "superseded")
        Components components,
    @Key(
            value =
                "What happens to Store apps that are installed for one user only, which make"
                    + " sysprep fail: report or remove.",
            standard = "remove")
        StoreApps storeApps,
    @Key(value = "Whether the event logs are emptied.", standard = "true") boolean eventLogs,
    @Key(
            value = "Whether free space is released on the disk, so that the image is small.",
            standard = "true")
        boolean freeSpace) {

  /** What happens to the components that updates have replaced. */
  public enum Components {
    /** They stay. */
    KEEP,
    /** Those are removed that nothing needs. */
    SUPERSEDED,
    /** All are removed; updates can no longer be uninstalled. */
    RESET_BASE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * What dism is to do on this release: 6.1 can only drop what a service pack left, 6.2 knows no
     * resetting (Microsoft Learn, "Clean Up the WinSxS Folder", whose options begin with 8.1).
     */
    Optional<String> method(Release release) {
      if (this == KEEP) {
        return Optional.empty();
      }
      if (release.isKernel61()) {
        return Optional.of("service-pack");
      }
      return Optional.of(release.isAtLeastBuild(9600) ? toString() : SUPERSEDED.toString());
    }
  }

  /** What happens to Store apps that one user has and new users would not get. */
  public enum StoreApps {
    /** They are named before sysprep runs, and again when it fails. */
    REPORT,
    /** They are removed, and what was removed is a fact. */
    REMOVE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Small, without the build's traces, and such that sysprep ends well. */
  public static CleanUpSettings defaults() {
    return Defaults.of(CleanUpSettings.class);
  }
}
