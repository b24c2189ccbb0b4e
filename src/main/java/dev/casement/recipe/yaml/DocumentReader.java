package dev.casement.recipe.yaml;

import dev.casement.report.Position;
import dev.casement.report.Spelling;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML nodes into records, by their components and the annotations on them.
 *
 * <p>Goes on after a problem, so that all are found; what is wrong or missing is null in the
 * result.
 */
final class DocumentReader {
  private final Problems problems;
  private final Map<String, Position> positions = new HashMap<>();

  DocumentReader(Problems problems) {
    this.problems = problems;
  }

  /** Reads a document; null when not even its outline is right. */
  <R extends Record> @Nullable R read(YamlNode root, Class<R> type) {
    return type.cast(record(root, "", type));
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

  private @Nullable Object value(YamlNode node, String path, RecordComponent component) {
    positions.put(path, node.position());
    if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
      problems.add(node.position(), path, "has no value; give it one or remove the key");
      return null;
    }
    if (component.getType() == Map.class) {
      return texts(node, path);
    }
    if (component.getGenericType() instanceof ParameterizedType list) {
      return list(node, path, component, (Class<?>) list.getActualTypeArguments()[0]);
    }
    return single(node, path, component, component.getType());
  }

  private @Nullable Object single(
      YamlNode node, String path, RecordComponent component, Class<?> type) {
    Optional<ScalarType<?>> scalar = ScalarType.of(type);
    if (scalar.isEmpty()) {
      return record(node, path, type);
    }
    if (node instanceof YamlNode.Scalar text) {
      return scalar(text, path, component, scalar.get());
    }
    problems.add(node.position(), path, "must be " + scalar.get().noun() + ", not " + kind(node));
    return null;
  }

  private @Nullable List<Object> list(
      YamlNode node, String path, RecordComponent component, Class<?> itemType) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      problems.add(node.position(), path, "must be a list, not " + kind(node));
      return null;
    }
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      String itemPath = path + "[" + i + "]";
      YamlNode item = sequence.items().get(i);
      positions.put(itemPath, item.position());
      Object value = single(item, itemPath, component, itemType);
      if (value != null) {
        items.add(value);
      }
    }
    return items;
  }

  /** Names that no schema knows, and a text of each. */
  private @Nullable Map<String, String> texts(YamlNode node, String path) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      problems.add(node.position(), path, "must be keys and values, not " + kind(node));
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      String itemPath = join(path, entry.key());
      if (!(entry.value() instanceof YamlNode.Scalar scalar)) {
        problems.add(
            entry.value().position(), itemPath, "must be a text, not " + kind(entry.value()));
      } else if (scalar.isNull()) {
        problems.add(scalar.position(), itemPath, "has no value; an empty one is written \"\"");
      } else {
        texts.put(entry.key(), scalar.text());
      }
    }
    return texts;
  }

  private @Nullable Object scalar(
      YamlNode.Scalar node, String path, RecordComponent component, ScalarType<?> type) {
    Object value;
    try {
      value = type.parse().apply(node.text());
    } catch (IllegalArgumentException e) {
      problems.add(node.position(), path, String.valueOf(e.getMessage()));
      return null;
    }
    Form form = component.getAnnotation(Form.class);
    if (form != null && !Pattern.matches(form.value(), node.text())) {
      // The text is not shown: it may be a product key with a slip in it.
      problems.add(node.position(), path, "must be " + form.says());
      return null;
    }
    Bounds bounds = component.getAnnotation(Bounds.class);
    if (bounds != null && !within(bounds, value, type)) {
      String allowed = "from " + bounds.least() + " to " + bounds.most();
      problems.add(node.position(), path, node.text() + " is not " + allowed);
      return null;
    }
    return value;
  }

  @SuppressWarnings("unchecked") // bounds stand only on comparable types
  private static boolean within(Bounds bounds, Object value, ScalarType<?> type) {
    Comparable<Object> comparable = (Comparable<Object>) value;
    return comparable.compareTo(type.parse().apply(bounds.least())) >= 0
        && comparable.compareTo(type.parse().apply(bounds.most())) <= 0;
  }

  private @Nullable Object record(YamlNode node, String path, Class<?> type) {
    positions.put(path, node.position());
    List<String> names = names(type);
    Shorthand shorthand = type.getAnnotation(Shorthand.class);
    List<YamlNode.Entry> entries;
    if (node instanceof YamlNode.Mapping mapping) {
      entries = mapping.entries();
    } else if (shorthand != null && node instanceof YamlNode.Scalar scalar) {
      entries = List.of(new YamlNode.Entry(scalar.position(), shorthand.value(), scalar));
    } else {
      String keys = String.join(", ", names);
      String must = shorthand == null ? "must be keys and values (" : "must be a word or keys (";
      problems.add(node.position(), path, must + keys + "), not " + kind(node));
      return null;
    }
    @Nullable Object[] values = new Object[names.size()];
    for (YamlNode.Entry entry : entries) {
      int index = names.indexOf(entry.key());
      if (index < 0) {
        unknownKey(entry, path, names);
      } else {
        String valuePath = node instanceof YamlNode.Mapping ? join(path, entry.key()) : path;
        values[index] = value(entry.value(), valuePath, type.getRecordComponents()[index]);
      }
    }
    Set<String> written =
        entries.stream().map(YamlNode.Entry::key).collect(Collectors.toUnmodifiableSet());
    checkPresence(node.position(), path, type, written);
    return construct(type, values);
  }

  private void checkPresence(Position at, String path, Class<?> type, Set<String> written) {
    for (RecordComponent component : type.getRecordComponents()) {
      Key key = component.getAnnotation(Key.class);
      if (key != null && key.required() && !written.contains(component.getName())) {
        problems.add(at, join(path, component.getName()), "is missing: " + key.value());
      }
    }
    OneOf oneOf = type.getAnnotation(OneOf.class);
    if (oneOf == null) {
      return;
    }
    List<String> chosen = Arrays.stream(oneOf.value()).filter(written::contains).toList();
    if (chosen.size() > 1) {
      Position second = positionOf(join(path, chosen.get(1)));
      String all = String.join(" and ", chosen);
      problems.add(second, path, "has " + all + "; write only one of them");
    } else if (chosen.isEmpty() && oneOf.required()) {
      problems.add(at, path, "needs one of " + String.join(", ", oneOf.value()));
    }
  }

  private void unknownKey(YamlNode.Entry entry, String path, List<String> names) {
    Optional<String> elsewhere = KnownKeys.ofRecipe().pathOf(entry.key());
    String advice =
        Spelling.nearest(entry.key(), names)
            .or(() -> elsewhere)
            .map(guess -> "did you mean " + guess + "?")
            .orElse("known here: " + String.join(", ", names));
    problems.add(entry.position(), join(path, entry.key()), "unknown key; " + advice);
  }

  private static Object construct(Class<?> type, @Nullable Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException e) {
      throw new IllegalStateException(type + " cannot be made from its components", e);
    }
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String kind(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> "the single value " + ScalarType.quote(scalar.text());
      case YamlNode.Sequence sequence -> "a list";
      case YamlNode.Mapping mapping -> "keys and values";
    };
  }
}
