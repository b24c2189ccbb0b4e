package dev.casement.recipe.yaml;

import dev.casement.report.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What has been read of a recipe, by the paths of its keys, such as {@code machine.disk}; a value
 * that has a problem is as one that is not written.
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

  /** Whether there is anything at this path. */
  boolean isWritten(String path) {
    return positions.containsKey(path);
  }

  /** Where the value at this path stands, or the nearest thing around it that does. */
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

  /** The value at this path, or its default where it has one. */
  <T> Optional<T> value(String path, Class<T> type) {
    return Optional.ofNullable(values.get(path)).map(type::cast);
  }

  /** The texts at this path; none where nothing is written. */
  List<String> texts(String path) {
    return values.get(path) instanceof List<?> list
        ? list.stream().flatMap(item -> Stream.of((String) item)).toList()
        : List.of();
  }
}
