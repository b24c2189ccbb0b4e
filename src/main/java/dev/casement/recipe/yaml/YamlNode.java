package dev.casement.recipe.yaml;

import dev.casement.report.Position;
import java.util.List;

/** A YAML document as it is written: text and positions, no types guessed yet. */
sealed interface YamlNode {
  Position position();

  /**
   * A single value.
   *
   * @param quoted written in quotes or as a block, so that {@code ""} and {@code "null"} are texts
   */
  record Scalar(Position position, String text, boolean quoted) implements YamlNode {
    /** Whether this is YAML's null: nothing at all, {@code ~} or {@code null}. */
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

  /** Keys and values in the order of the file; no key is there twice. */
  record Mapping(Position position, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** A key, where it stands, and its value. */
  record Entry(Position position, String key, YamlNode value) {}
}
