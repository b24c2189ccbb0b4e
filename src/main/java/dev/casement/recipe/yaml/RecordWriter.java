package dev.casement.recipe.yaml;

import dev.casement.recipe.key.Part;
import dev.casement.recipe.key.ScalarType;
import dev.casement.recipe.key.Written;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes records in the form that {@link RecordReader} reads: maps, lists, texts, numbers and
 * booleans. A key without a value is left out, and so is an empty list if it is the default.
 */
final class RecordWriter {
  private final Map<String, ?> known;

  /**
   * @param known values that replace the records' own, by component path, such as {@code
   *     machine.firmware}
   */
  RecordWriter(Map<String, ?> known) {
    this.known = Map.copyOf(known);
  }

  Map<String, Object> write(Record record) {
    return write(record, "");
  }

  /**
   * @param path of the record, with a trailing dot unless empty
   */
  private Map<String, Object> write(Record record, String path) {
    Map<String, Object> form = new LinkedHashMap<>();
    for (Part part : Part.of(record.getClass())) {
      Object instead = known.get(path + part.name());
      List<?> values = instead == null ? part.values(record).toList() : List.of(instead);
      switch (part.kind()) {
        case KEY ->
            value(part, values, path + part.name())
                .ifPresent(value -> form.put(part.name(), value));
        case GROUP -> values.forEach(group -> form.putAll(write((Record) group, path)));
        case CHOICE -> values.forEach(choice -> form.putAll(choice((Record) choice)));
      }
    }
    return form;
  }

  /** The one key of a choice, whose path may be the choice's own. */
  private static Map<String, Object> choice(Record choice) {
    return choice instanceof Written written
        ? Map.of(Part.keys(choice.getClass()).getFirst().name(), written.text())
        : new RecordWriter(Map.of()).write(choice);
  }

  private Optional<?> value(Part part, List<?> values, String path) {
    return switch (part.count()) {
      case ONE, OPTIONAL -> values.stream().map(value -> single(value, path + ".")).findFirst();
      case TEXTS ->
          values.stream()
              .map(texts -> new TreeMap<>((Map<?, ?>) texts))
              .filter(texts -> !texts.isEmpty())
              .findFirst();
      case LIST ->
          values.isEmpty() && part.key().standard().isEmpty()
              ? Optional.empty()
              : Optional.of(values.stream().map(value -> single(value, path + "[].")).toList());
    };
  }

  private Object single(Object value, String path) {
    boolean hasKeys = value instanceof Record && ScalarType.of(value.getClass()).isEmpty();
    return hasKeys && !(value instanceof Written)
        ? write((Record) value, path)
        : ScalarType.written(value);
  }
}
