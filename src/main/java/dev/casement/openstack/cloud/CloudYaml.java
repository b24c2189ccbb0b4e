package dev.casement.openstack.cloud;

import dev.casement.files.Unreadable;
import dev.casement.windows.WrittenText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/**
 * Reads {@code clouds.yaml} and related files into maps.
 *
 * <p>The files are written for PyYAML, which implements YAML 1.1: {@code <<} merges another
 * mapping, and the last of duplicate keys wins. Scalars stay text: a password such as {@code 1e3}
 * is not a number.
 */
final class CloudYaml {
  private static final long LARGEST = 1 << 20;
  private static final String MERGE = "<<";

  /** Far deeper than any clouds.yaml; an alias can make a mapping contain itself. */
  private static final int DEEPEST = 32;

  private CloudYaml() {}

  static Map<String, Object> read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw PublishFailures.of(file + " is larger than any clouds.yaml", "name the right file");
      }
      LoadSettings settings =
          LoadSettings.builder().setAllowDuplicateKeys(true).setSchema(new TextSchema()).build();
      return settings(
          new Load(settings).loadFromString(WrittenText.decode(Files.readAllBytes(file))), file, 0);
    } catch (IOException e) {
      throw PublishFailures.of(Unreadable.why(file, e), "correct it, or its permissions", e);
    } catch (YamlEngineException e) {
      // The parser's message quotes the line, which may hold a password.
      throw PublishFailures.of(
          file + place(e) + " is not YAML", "check its indentation and quotes");
    }
  }

  private static String place(YamlEngineException e) {
    Optional<Mark> mark =
        e instanceof MarkedYamlEngineException marked ? marked.getProblemMark() : Optional.empty();
    return mark.map(at -> ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1)).orElse("");
  }

  private static Map<String, Object> settings(@Nullable Object value, Path file, int depth) {
    if (depth > DEEPEST) {
      throw PublishFailures.of(
          file + " is nested more than " + DEEPEST + " levels deep", "correct it");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Object inner = entry.getValue();
        if (inner != null && !MERGE.equals(entry.getKey())) {
          result.put(
              String.valueOf(entry.getKey()),
              inner instanceof Map ? settings(inner, file, depth + 1) : inner);
        }
      }
      for (Object each : merged(map)) {
        settings(each, file, depth + 1).forEach(result::putIfAbsent);
      }
    }
    return result;
  }

  /**
   * The mappings merged into this one. The mapping's own keys take precedence, then the first of
   * these.
   */
  private static List<?> merged(Map<?, ?> map) {
    Object merged = map.get(MERGE);
    if (merged instanceof List<?> several) {
      return several;
    }
    return merged == null ? List.of() : List.of(merged);
  }

  /** A schema with text and null only. */
  private static final class TextSchema extends JsonSchema {
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

    @Override
    public ScalarResolver getScalarResolver() {
      return (text, plain) -> plain && NULL.contains(text) ? Tag.NULL : Tag.STR;
    }
  }
}
