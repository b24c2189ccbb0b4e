package dev.casement.recipe;

import dev.casement.recipe.Recipe.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** All media of a recipe, whatever they are for. */
public final class MediaSources {
  private MediaSources() {}

  /**
   * Where each medium comes from, by its key below {@code media}, such as {@code drivers} or {@code
   * moreDrivers[0]}, in the order of the keys.
   */
  public static SequencedMap<String, Source> of(Recipe.Media media) {
    SequencedMap<String, Source> sources = new LinkedHashMap<>();
    sources.put(media.start().key(), media.start().source());
    media.drivers().ifPresent(drivers -> sources.put("drivers", drivers.source()));
    media.cloudbaseInit().ifPresent(source -> sources.put("cloudbaseInit", source));
    putAll(sources, "moreDrivers", media.moreDrivers());
    putAll(sources, "features", media.features());
    return sources;
  }

  private static void putAll(
      SequencedMap<String, Source> sources, String key, List<Source> several) {
    for (int i = 0; i < several.size(); i++) {
      sources.put(key + "[" + i + "]", several.get(i));
    }
  }
}
