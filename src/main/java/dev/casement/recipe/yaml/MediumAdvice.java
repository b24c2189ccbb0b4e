package dev.casement.recipe.yaml;

import dev.casement.recipe.catalogue.CatalogueEntry;
import dev.casement.recipe.catalogue.MediaCatalogue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the medium that is meant by a key that media do not have, such as {@code evaluation:
 * windows-server-2022} or {@code version: 1.1.8}.
 */
final class MediumAdvice {
  private static final Pattern MEDIUM = Pattern.compile("media\\.([A-Za-z]+)(\\[\\d+])?");

  private MediumAdvice() {}

  /**
   * Advice about a key that is unknown; empty if nothing in Casement's catalogue fits.
   *
   * @param path of what has the key
   */
  static Optional<String> about(YamlNode.Entry entry, String path) {
    Matcher medium = MEDIUM.matcher(path);
    if (!medium.matches() || !(entry.value() instanceof YamlNode.Scalar value)) {
      return Optional.empty();
    }
    return MediaCatalogue.with(Optional.empty())
        .first(medium.group(1), value.text())
        .map(CatalogueEntry::name)
        .map(name -> "a medium of the catalogue is written name: " + name);
  }
}
