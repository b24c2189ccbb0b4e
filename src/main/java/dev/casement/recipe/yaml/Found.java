package dev.casement.recipe.yaml;

import dev.casement.report.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The values read so far from a recipe, by key path, such as {@code machine.disk}; an invalid value
 * counts as missing.
 */
final class Found {
  private final Map<String, Position> positions = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();

  void putPosition(String path, Position position) {
    positions.put(path, position);
  }

  void putValue(String path, Object value) {
    values.put(path, value);
  }

  /** Whether the recipe has a value at this path. */
  boolean isWritten(String path) {
    return positions.containsKey(path);
  }

  /** The position of the value at this path, or of the nearest enclosing value. */
  Position positionOf(String path) {
    Position position = positions.get(path);
    if (position != null) {
      return position;
    }
    int end = path.lastIndexOf('.');
    return end < 0
        ? positions.getOrDefault("", Position.START)
        : positionOf(path.substring(0, end));
  }

  /** The value at this path, or its default, if any. */
  <T> Optional<T> value(String path, Class<T> type) {
    return Optional.ofNullable(values.get(path)).map(type::cast);
  }

  /** The paths of all keys and values that the recipe has. */
  Stream<String> paths() {
    return positions.keySet().stream();
  }

  /** The texts at this path; empty if it is missing. */
  List<String> texts(String path) {
    return values.get(path) instanceof List<?> list
        ? list.stream().flatMap(item -> Stream.of((String) item)).toList()
        : List.of();
  }
}
