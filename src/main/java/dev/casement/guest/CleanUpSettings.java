package dev.casement.guest;

import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Key;
import dev.casement.windows.Release;
import java.util.Locale;
import java.util.Optional;

/**
 * What is removed from Windows before it is generalized, in addition to Casement's own files.
 *
 * @param components what happens to superseded components
 * @param storeApps what happens to Store apps that would stop sysprep
 * @param eventLogs whether the event logs are cleared
 * @param freeSpace whether free space is discarded or zeroed, which makes the image small
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

  /** What happens to components that updates have superseded. */
  public enum Components {
    /** They are kept. */
    KEEP,
    /** They are removed if nothing needs them. */
    SUPERSEDED,
    /** All are removed; updates can then no longer be uninstalled. */
    RESET_BASE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The dism operation on this release: 6.1 can only remove service pack backups, and 6.2 has no
     * ResetBase (Microsoft Learn, "Clean Up the WinSxS Folder", whose options begin with 8.1).
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

  /** What happens to Store apps that one user has but new users would not get. */
  public enum StoreApps {
    /** They are reported before sysprep runs, and again if it fails. */
    REPORT,
    /** They are removed, and recorded as a fact. */
    REMOVE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The defaults: a small image without traces of the build, and a reliable sysprep. */
  public static CleanUpSettings defaults() {
    return Defaults.of(CleanUpSettings.class);
  }
}
