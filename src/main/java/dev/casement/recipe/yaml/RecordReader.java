package dev.casement.recipe.yaml;

import dev.casement.recipe.ProductKeyForm;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.recipe.key.Bounds;
import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.OneOf;
import dev.casement.recipe.key.Part;
import dev.casement.recipe.key.ScalarType;
import dev.casement.recipe.key.Shorthand;
import dev.casement.report.Position;
import dev.casement.report.Problems;
import dev.casement.report.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML nodes into records, by their components and the annotations on them.
 *
 * <p>Continues after a problem, so that all are found. An invalid value counts as missing, and a
 * record without a required value is null.
 */
final class RecordReader {
  private final Path base;
  private final Function<String, Optional<?>> derived;
  private final Function<ProductKeyForm, ProductKeyChoice> productKeys;
  private final Found found;
  private final Problems problems;

  /**
   * @param base the base of relative paths
   * @param derived the default of the key at a path, if it depends on keys before it
   * @param productKeys resolves a product key; throws IllegalArgumentException with a message for
   *     the user
   * @param found receives the values read
   */
  RecordReader(
      Path base,
      Function<String, Optional<?>> derived,
      Function<ProductKeyForm, ProductKeyChoice> productKeys,
      Found found,
      Problems problems) {
    this.base = base;
    this.derived = derived;
    this.productKeys = productKeys;
    this.found = found;
    this.problems = problems;
  }

  /** Reads a whole document; empty if it is not a valid record. */
  <R extends Record> Optional<R> read(YamlNode root, Class<R> type) {
    return Optional.ofNullable(type.cast(record(root, "", type)));
  }

  private @Nullable Object value(YamlNode node, String path, Part part) {
    found.putPosition(path, node.position());
    if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
      problems.add(node.position(), path, "has no value; give it one or remove the key");
      return null;
    }
    return switch (part.count()) {
      case TEXTS -> texts(node, path);
      case LIST -> list(node, path, part);
      case ONE, OPTIONAL -> single(node, path, part);
    };
  }

  private @Nullable Object single(YamlNode node, String path, Part part) {
    Optional<ScalarType<?>> scalar = ScalarType.of(part.type());
    if (scalar.isEmpty()) {
      return resolved(record(node, path, part.form()), node, path);
    }
    if (node instanceof YamlNode.Scalar text) {
      return scalar(text, path, part, scalar.get());
    }
    problems.add(node.position(), path, "must be " + scalar.get().noun() + ", not " + kind(node));
    return null;
  }

  /** Resolves a record that stands for another value. */
  private @Nullable Object resolved(@Nullable Object record, YamlNode node, String path) {
    if (!(record instanceof ProductKeyForm form)) {
      return record;
    }
    try {
      return productKeys.apply(form);
    } catch (IllegalArgumentException e) {
      problems.add(node.position(), path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable List<Object> list(YamlNode node, String path, Part part) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      problems.add(node.position(), path, "must be a list, not " + kind(node));
      return null;
    }
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      String itemPath = path + "[" + i + "]";
      YamlNode item = sequence.items().get(i);
      found.putPosition(itemPath, item.position());
      Object value = single(item, itemPath, part);
      if (value != null) {
        items.add(value);
      }
    }
    return items;
  }

  /** Texts by arbitrary names. */
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
      YamlNode.Scalar node, String path, Part part, ScalarType<?> type) {
    Object value;
    try {
      value = type.parse().apply(node.text());
    } catch (IllegalArgumentException e) {
      problems.add(node.position(), path, String.valueOf(e.getMessage()));
      return null;
    }
    Form form = part.component().getAnnotation(Form.class);
    if (form != null && !Pattern.matches(form.value(), node.text())) {
      // Do not show the text: it may be a mistyped product key.
      problems.add(node.position(), path, "must be " + form.says());
      return null;
    }
    Bounds bounds = part.component().getAnnotation(Bounds.class);
    if (bounds != null && !within(bounds, value, type)) {
      String allowed = "from " + bounds.least() + " to " + bounds.most();
      problems.add(node.position(), path, node.text() + " is not " + allowed);
      return null;
    }
    return value instanceof Path file ? base.resolve(file).normalize() : value;
  }

  @SuppressWarnings("unchecked") // bounds stand only on comparable types
  private static boolean within(Bounds bounds, Object value, ScalarType<?> type) {
    Comparable<Object> comparable = (Comparable<Object>) value;
    return comparable.compareTo(type.parse().apply(bounds.least())) >= 0
        && comparable.compareTo(type.parse().apply(bounds.most())) <= 0;
  }

  private @Nullable Object record(YamlNode node, String path, Class<?> type) {
    found.putPosition(path, node.position());
    List<String> names = Part.keys(type).stream().map(Part::name).toList();
    Shorthand shorthand = type.getAnnotation(Shorthand.class);
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    if (node instanceof YamlNode.Mapping mapping) {
      mapping.entries().forEach(entry -> entries.put(entry.key(), entry));
    } else if (shorthand != null && node instanceof YamlNode.Scalar scalar) {
      String key = shorthand.value();
      entries.put(key, new YamlNode.Entry(scalar.position(), key, scalar));
    } else {
      String keys = String.join(", ", names);
      String must = shorthand == null ? "must be keys and values (" : "must be a word or keys (";
      problems.add(node.position(), path, must + keys + "), not " + kind(node));
      return null;
    }
    entries.values().stream()
        .filter(entry -> !names.contains(entry.key()))
        .forEach(entry -> unknownKey(entry, path, names));
    return fill(type, new Writing(path, node, entries));
  }

  /** The entries of a record in the recipe; its groups and choices share them. */
  private record Writing(String path, YamlNode node, Map<String, YamlNode.Entry> entries) {
    /** The value of a shorthand has no key to name. */
    String pathOf(String key) {
      return node instanceof YamlNode.Scalar && entries.containsKey(key) ? path : join(path, key);
    }
  }

  private @Nullable Object fill(Class<?> type, Writing written) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Part part : Part.of(type)) {
      values.add(
          switch (part.kind()) {
            case KEY -> key(part, written);
            case GROUP -> fill(part.type(), written);
            case CHOICE -> choice(part, written);
          });
    }
    OneOf oneOf = type.getAnnotation(OneOf.class);
    if (oneOf != null) {
      checkOneOf(List.of(oneOf.value()), oneOf.required(), written);
    }
    return made(type, values, written.node().position(), written.path());
  }

  private @Nullable Object made(
      Class<?> type, List<@Nullable Object> values, Position position, String path) {
    if (values.contains(null)) {
      return null;
    }
    try {
      return Defaults.record(type, values.toArray());
    } catch (IllegalArgumentException e) {
      problems.add(position, path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable Object key(Part part, Writing written) {
    YamlNode.Entry entry = written.entries().get(part.name());
    String path = written.pathOf(part.name());
    Object value = entry == null ? null : value(entry.value(), path, part);
    if (value == null) {
      value = absent(part, path, written);
    } else {
      found.putValue(path, value);
      value = part.holding(value);
    }
    if (entry == null && part.key().required()) {
      problems.add(written.node().position(), path, "is missing: " + part.key().value());
    }
    return value;
  }

  private @Nullable Object absent(Part part, String path, Writing written) {
    Object value = derived.apply(path).map(Object.class::cast).orElseGet(part::standard);
    if (value == null && part.isRecord() && !part.key().required()) {
      Position at = written.node().position();
      String standard = part.key().standard();
      return standard.isEmpty()
          ? fill(part.type(), new Writing(path, written.node(), Map.of()))
          : single(new YamlNode.Scalar(at, standard, false), path, part);
    }
    if (value != null && part.count() != Part.Count.OPTIONAL) {
      found.putValue(path, value);
    }
    return value;
  }

  private @Nullable Object choice(Part part, Writing written) {
    List<String> names = new ArrayList<>();
    Object chosen = null;
    for (Class<?> type : part.choices()) {
      Part only = Part.of(type).getFirst();
      names.add(only.name());
      YamlNode.Entry entry = written.entries().get(only.name());
      if (entry != null) {
        List<@Nullable Object> value = new ArrayList<>();
        value.add(key(only, written));
        Object made = made(type, value, entry.value().position(), written.pathOf(only.name()));
        chosen = chosen == null ? made : chosen;
      }
    }
    checkOneOf(names, part.count() == Part.Count.ONE, written);
    return part.holding(chosen);
  }

  private void checkOneOf(List<String> names, boolean required, Writing written) {
    List<String> chosen = names.stream().filter(written.entries()::containsKey).toList();
    String path = written.path();
    if (chosen.size() > 1) {
      Position second = found.positionOf(join(path, chosen.get(1)));
      String all = String.join(" and ", chosen);
      problems.add(second, path, "has " + all + "; write only one of them");
    } else if (chosen.isEmpty() && required) {
      problems.add(written.node().position(), path, "needs one of " + String.join(", ", names));
    }
  }

  private void unknownKey(YamlNode.Entry entry, String path, List<String> names) {
    Optional<String> elsewhere = KnownKeys.ofRecipe().pathOf(entry.key());
    String advice =
        MediumAdvice.about(entry, path)
            .or(
                () ->
                    Spelling.nearest(entry.key(), names)
                        .or(() -> elsewhere)
                        .map(guess -> "did you mean " + guess + "?"))
            .orElseGet(() -> "known here: " + String.join(", ", names));
    problems.add(entry.position(), join(path, entry.key()), "unknown key; " + advice);
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
