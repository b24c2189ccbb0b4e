package dev.casement.recipe.yaml;

import dev.casement.recipe.Recipe;
import dev.casement.recipe.key.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every key a recipe can have, by its full path, to find where a misplaced key belongs.
 *
 * @param paths such as {@code machine.disk} or {@code steps[].run}
 */
record KnownKeys(List<String> paths) {
  KnownKeys {
    paths = List.copyOf(paths);
  }

  static KnownKeys ofRecipe() {
    List<String> paths = new ArrayList<>();
    collect(Recipe.class, "", paths);
    return new KnownKeys(paths);
  }

  /** The path of the only key with this name; empty if there is none or more than one. */
  Optional<String> pathOf(String key) {
    Set<String> found = new HashSet<>();
    for (String path : paths) {
      if (path.equals(key) || path.endsWith("." + key)) {
        found.add(path);
      }
    }
    return found.size() == 1 ? found.stream().findFirst() : Optional.empty();
  }

  private static void collect(Class<?> type, String prefix, List<String> paths) {
    for (Part part : Part.keys(type)) {
      String path = prefix + part.name();
      paths.add(path);
      if (part.isRecord()) {
        collect(part.form(), path + (part.count() == Part.Count.LIST ? "[]." : "."), paths);
      }
    }
  }
}
