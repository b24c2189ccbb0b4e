package dev.casement.recipe.yaml;

import dev.casement.report.Position;
import java.util.List;

/** A node of a YAML document: text and positions, without type inference. */
sealed interface YamlNode {
  Position position();

  /**
   * A single value.
   *
   * @param quoted written in quotes or as a block, so that {@code ""} and {@code "null"} are texts
   */
  record Scalar(Position position, String text, boolean quoted) implements YamlNode {
    /** Whether this is YAML's null: empty, {@code ~} or {@code null}. */
    boolean isNull() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }
  }

  /** A list. */
  record Sequence(Position position, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys and values in the order of the file; without duplicate keys. */
  record Mapping(Position position, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** A key, its position, and its value. */
  record Entry(Position position, String key, YamlNode value) {}
}
