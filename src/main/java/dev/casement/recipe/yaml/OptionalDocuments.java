package dev.casement.recipe.yaml;

import dev.casement.recipe.yaml.RecipeDocument.MediaDocument;
import dev.casement.recipe.yaml.RecipeDocument.WindowsDocument;
import dev.casement.windows.Capability;
import dev.casement.windows.WindowsFeature;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a recipe adds to Windows and what it leaves out, as far as that can be done without
 * the media.
 */
final class OptionalDocuments {
  /** Without these an instance has no disk or no network; {@code drivers.ps1} has the same list. */
  private static final Set<String> NEEDED_DRIVERS = Set.of("viostor", "vioscsi", "netkvm");

  private final BiConsumer<String, String> problems;

  /**
   * @param problems takes the path of a key and what is wrong with it
   */
  OptionalDocuments(BiConsumer<String, String> problems) {
    this.problems = problems;
  }

  void check(@Nullable WindowsDocument windows, @Nullable MediaDocument media) {
    if (media != null && media.drivers() != null) {
      checkExcluded(media.drivers().exclude());
    }
    if (windows == null) {
      return;
    }
    checkNames("windows.features", windows.features());
    checkNames("windows.capabilities", windows.capabilities());
    checkNames("windows.languages", windows.languages());
    checkFeatures(windows.features());
    if (media != null && media.features() == null) {
      checkSources(windows);
    }
  }

  private void checkExcluded(@Nullable List<String> drivers) {
    checkNames("media.drivers.exclude", drivers);
    for (int i = 0; drivers != null && i < drivers.size(); i++) {
      if (NEEDED_DRIVERS.contains(drivers.get(i).toLowerCase(Locale.ROOT))) {
        problems.accept(
            "media.drivers.exclude[" + i + "]",
            drivers.get(i) + " cannot be left out: instances need it for their disk or network");
      }
    }
  }

  private void checkNames(String path, @Nullable List<String> names) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; names != null && i < names.size(); i++) {
      if (!seen.add(names.get(i).toLowerCase(Locale.ROOT))) {
        problems.accept(path + "[" + i + "]", names.get(i) + " appears twice");
      }
    }
  }

  private void checkFeatures(@Nullable List<String> features) {
    for (int i = 0; features != null && i < features.size(); i++) {
      String path = "windows.features[" + i + "]";
      String name = features.get(i);
      WindowsFeature.nameInDism(name)
          .filter(other -> !other.equalsIgnoreCase(name))
          .ifPresent(
              other ->
                  problems.accept(
                      path, name + " is Server Manager's name; dism calls it " + other));
    }
  }

  /** Newer servers have OpenSSH in the image, which only the medium can tell. */
  private void checkSources(WindowsDocument windows) {
    String remedy = "add media.features, Microsoft's ISO of languages and features on demand";
    List<String> capabilities = windows.capabilities();
    for (int i = 0; capabilities != null && i < capabilities.size(); i++) {
      if (!new Capability(capabilities.get(i)).isOpenSsh()) {
        problems.accept(
            "windows.capabilities[" + i + "]", "Windows has it on another medium; " + remedy);
      }
    }
    if (windows.languages() != null && !windows.languages().isEmpty()) {
      problems.accept("windows.languages", "Windows has them on another medium; " + remedy);
    }
  }
}
