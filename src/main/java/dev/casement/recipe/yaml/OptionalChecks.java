package dev.casement.recipe.yaml;

import dev.casement.windows.Capability;
import dev.casement.windows.WindowsFeature;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Checks a recipe's additions to and removals from Windows, as far as possible without the media.
 */
final class OptionalChecks {
  /** Without these an instance has no disk or no network; {@code drivers.ps1} has the same list. */
  private static final Set<String> NEEDED_DRIVERS = Set.of("viostor", "vioscsi", "netkvm");

  private final Found found;
  private final BiConsumer<String, String> problems;

  /**
   * @param problems receives the path of a key and what is wrong with it
   */
  OptionalChecks(Found found, BiConsumer<String, String> problems) {
    this.found = found;
    this.problems = problems;
  }

  void check() {
    checkExcluded(found.texts("media.drivers.exclude"));
    for (String path : List.of("windows.features", "windows.capabilities", "windows.languages")) {
      checkNames(path, found.texts(path));
    }
    checkFeatures(found.texts("windows.features"));
    if (found.isWritten("media") && !found.isWritten("media.features")) {
      checkSources();
    }
  }

  private void checkExcluded(List<String> drivers) {
    checkNames("media.drivers.exclude", drivers);
    for (int i = 0; i < drivers.size(); i++) {
      if (NEEDED_DRIVERS.contains(drivers.get(i).toLowerCase(Locale.ROOT))) {
        problems.accept(
            "media.drivers.exclude[" + i + "]",
            drivers.get(i) + " cannot be left out: instances need it for their disk or network");
      }
    }
  }

  private void checkNames(String path, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (!seen.add(names.get(i).toLowerCase(Locale.ROOT))) {
        problems.accept(path + "[" + i + "]", names.get(i) + " appears twice");
      }
    }
  }

  private void checkFeatures(List<String> features) {
    for (int i = 0; i < features.size(); i++) {
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

  /** Newer servers include OpenSSH in the image, which only the medium can show. */
  private void checkSources() {
    String remedy = "add media.features, Microsoft's ISO of languages and features on demand";
    List<String> capabilities = found.texts("windows.capabilities");
    for (int i = 0; i < capabilities.size(); i++) {
      if (!new Capability(capabilities.get(i)).isOpenSsh()) {
        problems.accept(
            "windows.capabilities[" + i + "]", "Windows has it on another medium; " + remedy);
      }
    }
    if (!found.texts("windows.languages").isEmpty()) {
      problems.accept("windows.languages", "Windows has them on another medium; " + remedy);
    }
  }
}
