package dev.casement.recipe.yaml;

import dev.casement.recipe.Recipe;
import dev.casement.recipe.key.Bounds;
import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.OneOf;
import dev.casement.recipe.key.Part;
import dev.casement.recipe.key.ScalarType;
import dev.casement.recipe.key.Shorthand;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the recipe's JSON Schema from its records and their annotations. */
final class RecipeSchema {
  /** Where the shipped schema is kept. */
  static final Path FILE = Path.of("src/main/resources/dev/casement/recipe.schema.json");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private RecipeSchema() {}

  static String generate() {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.setAll(record(Recipe.class));
    schema.put("title", "Casement recipe");
    return JSON.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
  }

  /** Either the word or the keys; the word has the definition of the key it stands for. */
  private static ObjectNode value(Class<?> type) {
    Shorthand shorthand = type.getAnnotation(Shorthand.class);
    if (shorthand == null) {
      return record(type);
    }
    ObjectNode keys = record(type);
    ObjectNode word = ((ObjectNode) keys.get("properties").get(shorthand.value())).deepCopy();
    ObjectNode node = JSON.createObjectNode();
    node.putArray("oneOf").add(word).add(keys);
    return node;
  }

  private static ObjectNode record(Class<?> type) {
    ObjectNode node = JSON.createObjectNode();
    node.put("type", "object");
    ObjectNode properties = node.putObject("properties");
    List<Part> keys = Part.keys(type);
    keys.forEach(key -> properties.set(key.name(), key(key)));
    List<String> required =
        keys.stream().filter(key -> key.key().required()).map(Part::name).toList();
    if (!required.isEmpty()) {
      required.forEach(node.putArray("required")::add);
    }
    node.put("additionalProperties", false);
    addChoices(node, type);
    return node;
  }

  private static void addChoices(ObjectNode node, Class<?> type) {
    OneOf oneOf = type.getAnnotation(OneOf.class);
    if (oneOf != null) {
      oneOf(node, List.of(oneOf.value()), oneOf.required());
    }
    for (Part part : Part.of(type)) {
      switch (part.kind()) {
        case KEY -> {}
        case GROUP -> addChoices(node, part.type());
        case CHOICE ->
            oneOf(
                node,
                part.choices().stream().map(each -> Part.of(each).getFirst().name()).toList(),
                part.count() == Part.Count.ONE);
      }
    }
  }

  private static void oneOf(ObjectNode node, List<String> keys, boolean required) {
    ArrayNode choices = node.putArray("oneOf");
    for (String key : keys) {
      choices.addObject().putArray("required").add(key);
    }
    if (!required) {
      ArrayNode any = choices.addObject().putObject("not").putArray("anyOf");
      for (String key : keys) {
        any.addObject().putArray("required").add(key);
      }
    }
  }

  private static ObjectNode key(Part part) {
    ObjectNode node = one(part);
    String description = part.key().value();
    if (part.count() == Part.Count.LIST) {
      ObjectNode items = node.put("description", description);
      node = JSON.createObjectNode();
      node.put("type", "array").set("items", items);
    }
    node.put("description", description);
    String standard = part.key().standard();
    if (!standard.isEmpty()) {
      node.set("default", JSON.valueToTree(standard(part, standard)));
    }
    return node;
  }

  private static @Nullable Object standard(Part part, String standard) {
    Object value = part.standard();
    return switch (value) {
      case null -> standard;
      case List<?> list -> list.stream().map(ScalarType::written).toList();
      case Object one -> ScalarType.written(one);
    };
  }

  private static ObjectNode one(Part part) {
    ObjectNode node = JSON.createObjectNode();
    Optional<ScalarType<?>> scalar = ScalarType.of(part.type());
    if (part.count() == Part.Count.TEXTS) {
      // What YAML reads as a number or a truth is a text all the same.
      node.put("type", "object")
          .putObject("additionalProperties")
          .putArray("type")
          .add("string")
          .add("number")
          .add("boolean");
      return node;
    }
    if (scalar.isEmpty()) {
      return value(part.form());
    }
    if (part.type() == Integer.class) {
      node.put("type", "integer");
      Bounds bounds = part.component().getAnnotation(Bounds.class);
      if (bounds != null) {
        node.put("minimum", Integer.parseInt(bounds.least()));
        node.put("maximum", Integer.parseInt(bounds.most()));
      }
      return node;
    }
    if (part.type() == Boolean.class) {
      return node.put("type", "boolean");
    }
    node.put("type", "string");
    if (part.type().isEnum()) {
      ScalarType.words(part.type()).forEach(node.putArray("enum")::add);
    }
    Form form = part.component().getAnnotation(Form.class);
    Optional.ofNullable(form)
        .map(Form::value)
        .or(scalar.get()::pattern)
        .ifPresent(pattern -> node.put("pattern", "^(" + pattern + ")$"));
    return node;
  }
}
