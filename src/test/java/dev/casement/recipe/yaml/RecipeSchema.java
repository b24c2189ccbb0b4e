package dev.casement.recipe.yaml;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaKeyword;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the recipe's JSON Schema from the document records and their annotations. */
final class RecipeSchema {
  /** Where the shipped schema is kept. */
  static final Path FILE = Path.of("src/main/resources/dev/casement/recipe.schema.json");

  private RecipeSchema() {}

  static String generate() {
    var config =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON);
    config.with(Option.INLINE_ALL_SCHEMAS);
    config.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
    config
        .forFields()
        .withDescriptionResolver(field -> key(field).map(Key::value).orElse(null))
        .withRequiredCheck(field -> key(field).map(Key::required).orElse(false))
        .withInstanceAttributeOverride((attributes, field, context) -> refine(attributes, field));
    config
        .forTypesInGeneral()
        .withPropertySorter((_, _) -> 0) // the order of the records
        .withCustomDefinitionProvider(new Definitions())
        .withTypeAttributeOverride(
            (attributes, scope, context) -> oneOf(attributes, scope.getType().getErasedType()));
    ObjectNode schema = new SchemaGenerator(config.build()).generateSchema(RecipeDocument.class);
    schema.put("title", "Casement recipe");
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    return mapper.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
  }

  private static Optional<Key> key(FieldScope field) {
    return Optional.ofNullable(field.getAnnotationConsideringFieldAndGetter(Key.class));
  }

  private static void refine(ObjectNode attributes, FieldScope field) {
    key(field)
        .map(Key::standard)
        .filter(standard -> !standard.isEmpty())
        .ifPresent(standard -> putDefault(attributes, standard, field));
    Form form = field.getAnnotationConsideringFieldAndGetter(Form.class);
    // Of a list it is the items that have the form.
    if (form != null && field.getType().getErasedType() != List.class) {
      attributes.put("pattern", "^(" + form.value() + ")$");
    }
    Bounds bounds = field.getAnnotationConsideringFieldAndGetter(Bounds.class);
    if (bounds != null && field.getType().getErasedType() == Integer.class) {
      attributes.put("minimum", Integer.parseInt(bounds.least()));
      attributes.put("maximum", Integer.parseInt(bounds.most()));
    }
  }

  private static void putDefault(ObjectNode attributes, String standard, FieldScope field) {
    if (field.isFakeContainerItemScope()) {
      return;
    }
    Class<?> type = field.getType().getErasedType();
    if (type == Integer.class) {
      attributes.put("default", Integer.parseInt(standard));
    } else if (type == Boolean.class) {
      attributes.put("default", Boolean.parseBoolean(standard));
    } else if (type == List.class) {
      ArrayNode items = attributes.putArray("default");
      for (String item : standard.substring(1, standard.length() - 1).split(", ", -1)) {
        items.add(item);
      }
    } else {
      attributes.put("default", standard);
    }
  }

  /** Scalars by their word forms, and records with a shorthand as either of the two. */
  private static final class Definitions implements CustomDefinitionProviderV2 {
    @Override
    public @Nullable CustomDefinition provideCustomSchemaDefinition(
        ResolvedType resolved, SchemaGenerationContext context) {
      Class<?> type = resolved.getErasedType();
      if (type.isAnnotationPresent(Shorthand.class)) {
        return shorthand(resolved, context);
      }
      if (type == Map.class) {
        return texts(context);
      }
      Optional<ScalarType<?>> scalar = ScalarType.of(type);
      if (scalar.isEmpty() || type == Boolean.class || type == Integer.class) {
        return null;
      }
      ObjectNode node = context.getGeneratorConfig().createObjectNode();
      node.put("type", "string");
      if (type.isEnum()) {
        ArrayNode words = node.putArray("enum");
        ScalarType.words(type).forEach(words::add);
      }
      scalar.get().pattern().ifPresent(pattern -> node.put("pattern", "^(" + pattern + ")$"));
      return new CustomDefinition(node, true);
    }

    /** Any names; what YAML reads as a number or a truth is a text all the same. */
    private static CustomDefinition texts(SchemaGenerationContext context) {
      ObjectNode node = context.getGeneratorConfig().createObjectNode();
      node.put("type", "object");
      node.putObject("additionalProperties")
          .putArray("type")
          .add("string")
          .add("number")
          .add("boolean");
      return new CustomDefinition(node, true);
    }

    /** Either the word or the keys; the word has the definition of the key it stands for. */
    private CustomDefinition shorthand(ResolvedType resolved, SchemaGenerationContext context) {
      ObjectNode keys = context.createStandardDefinition(resolved, this);
      String name = resolved.getErasedType().getAnnotation(Shorthand.class).value();
      keys.put("additionalProperties", false);
      ObjectNode word = ((ObjectNode) keys.get("properties").get(name)).deepCopy();
      ObjectNode node = context.getGeneratorConfig().createObjectNode();
      node.putArray(context.getKeyword(SchemaKeyword.TAG_ONEOF)).add(word).add(keys);
      return new CustomDefinition(node, true);
    }
  }

  private static void oneOf(ObjectNode attributes, Class<?> type) {
    if (attributes.has("oneOf") && type.isAnnotationPresent(Shorthand.class)) {
      attributes.remove("additionalProperties"); // it stands in the alternative with the keys
    }
    OneOf keys = type.getAnnotation(OneOf.class);
    if (keys == null || attributes.has("oneOf")) {
      return;
    }
    ArrayNode choices = attributes.putArray("oneOf");
    for (String key : keys.value()) {
      choices.addObject().putArray("required").add(key);
    }
    if (!keys.required()) {
      ArrayNode any = choices.addObject().putObject("not").putArray("anyOf");
      for (String key : keys.value()) {
        any.addObject().putArray("required").add(key);
      }
    }
  }
}
