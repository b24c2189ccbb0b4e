package dev.casement.recipe.yaml;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every key a recipe can have, by its full path, to tell where a misplaced one belongs.
 *
 * @param paths such as {@code machine.disk} or {@code steps[].run}
 */
record KnownKeys(List<String> paths) {
  KnownKeys {
    paths = List.copyOf(paths);
  }

  static KnownKeys ofRecipe() {
    List<String> paths = new ArrayList<>();
    collect(RecipeDocument.class, "", paths);
    return new KnownKeys(paths);
  }

  /** The path of the one key with this name, or empty when there is none or more than one. */
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
    for (RecordComponent component : type.getRecordComponents()) {
      String path = prefix + component.getName();
      paths.add(path);
      if (component.getGenericType() instanceof ParameterizedType list) {
        Class<?> item = (Class<?>) list.getActualTypeArguments()[0];
        descend(item, path + "[].", paths);
      } else {
        descend(component.getType(), path + ".", paths);
      }
    }
  }

  private static void descend(Class<?> type, String prefix, List<String> paths) {
    if (type.isRecord() && ScalarType.of(type).isEmpty()) {
      collect(type, prefix, paths);
    }
  }
}
