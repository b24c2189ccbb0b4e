package dev.casement.recipe.yaml;

import dev.casement.report.Position;
import dev.casement.report.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document into nodes that keep their positions and their text as written.
 *
 * <p>Reads events rather than YAML's own types: a SHA-256 such as {@code 12e4…} remains a text, and
 * every duplicate key is found. Anchors and aliases are refused: recipes do not need them, and
 * without them no file can expand to more than its size.
 */
final class YamlReader {
  /** Far deeper than any recipe, which nests four levels. */
  private static final int DEEPEST = 32;

  private final Problems problems;
  private final Iterator<Event> events;

  private YamlReader(String text, Problems problems) {
    this.problems = problems;
    LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /** The document's root, or empty if there is none; errors go to {@code problems}. */
  static Optional<YamlNode> read(String text, Problems problems) {
    try {
      return new YamlReader(text, problems).document();
    } catch (MarkedYamlEngineException e) {
      syntaxError(e, problems);
    } catch (ReaderException e) {
      forbiddenCharacter(e, text, problems);
    } catch (YamlEngineException e) {
      problems.add(Position.START, "", "not YAML: " + e.getMessage());
    } catch (TooDeep e) {
      problems.add(e.position, "", "nested more than " + DEEPEST + " levels deep");
    }
    return Optional.empty();
  }

  private Optional<YamlNode> document() {
    YamlNode root = null;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof NodeEvent node) {
        if (root != null) {
          problems.add(position(event), "", "a second document; a recipe is one YAML document");
          return Optional.empty();
        }
        root = node(node, new Place("", 0));
      }
    }
    return Optional.ofNullable(root);
  }

  private YamlNode node(Event event, Place place) {
    if (place.depth() > DEEPEST) {
      throw new TooDeep(position(event));
    }
    if (event instanceof NodeEvent node) {
      refuseAnchor(node, place);
    }
    return switch (event) {
      case MappingStartEvent start -> mapping(start, place);
      case SequenceStartEvent start -> sequence(start, place);
      case ScalarEvent scalar -> scalar(scalar, place);
      default -> new YamlNode.Scalar(position(event), "", true);
    };
  }

  private YamlNode scalar(ScalarEvent event, Place place) {
    if (event.getTag().isPresent()) {
      String tag = event.getTag().get();
      problems.add(position(event), place.path(), "a tag (" + tag + "); recipes use none");
    }
    return new YamlNode.Scalar(position(event), event.getValue(), !event.isPlain());
  }

  private YamlNode sequence(Event start, Place place) {
    List<YamlNode> items = new ArrayList<>();
    Event event = events.next();
    while (!(event instanceof CollectionEndEvent)) {
      items.add(node(event, place.item(items.size())));
      event = events.next();
    }
    return new YamlNode.Sequence(position(start), items);
  }

  private YamlNode mapping(Event start, Place place) {
    List<YamlNode.Entry> entries = new ArrayList<>();
    Map<String, Position> seen = new HashMap<>();
    Event event = events.next();
    while (!(event instanceof CollectionEndEvent)) {
      YamlNode key = node(event, place.key("?"));
      String keyText = key instanceof YamlNode.Scalar scalar ? scalar.text() : "?";
      YamlNode value = node(events.next(), place.key(keyText));
      event = events.next();
      if (!(key instanceof YamlNode.Scalar)) {
        problems.add(key.position(), place.path(), "a key is a word, not a list or a mapping");
        continue;
      }
      Position at = key.position();
      Position first = seen.putIfAbsent(keyText, at);
      if (first == null) {
        entries.add(new YamlNode.Entry(at, keyText, value));
      } else {
        String path = place.key(keyText).path();
        problems.add(at, path, "appears twice; first on line " + first.line());
      }
    }
    return new YamlNode.Mapping(position(start), entries);
  }

  private void refuseAnchor(NodeEvent event, Place place) {
    if (event instanceof AliasEvent) {
      String alias = "an alias (*" + name(event) + "); write the value itself here";
      problems.add(position(event), place.path(), alias);
    } else if (event.getAnchor().isPresent()) {
      String anchor = "an anchor (&" + name(event) + "); recipes use none";
      problems.add(position(event), place.path(), anchor);
    }
  }

  private static String name(NodeEvent event) {
    return event.getAnchor().map(anchor -> anchor.getValue()).orElse("");
  }

  private static void syntaxError(MarkedYamlEngineException e, Problems problems) {
    String context = e.getContext() == null ? "" : " " + e.getContext();
    problems.add(
        e.getProblemMark().map(YamlReader::position).orElse(Position.START),
        "",
        "not YAML: " + e.getProblem() + context);
  }

  private static void forbiddenCharacter(ReaderException e, String text, Problems problems) {
    int codePoints = Math.min(e.getPosition(), text.codePointCount(0, text.length()));
    int offset = text.offsetByCodePoints(0, codePoints);
    String before = text.substring(0, offset);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    String code = String.format(Locale.ROOT, "U+%04X", e.getCodePoint());
    problems.add(new Position(line, column), "", "the character " + code + " is not allowed");
  }

  private static Position position(Event event) {
    return event.getStartMark().map(YamlReader::position).orElse(Position.START);
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** The reader's position in the document. */
  private record Place(String path, int depth) {
    Place key(String name) {
      return new Place(path.isEmpty() ? name : path + "." + name, depth + 1);
    }

    Place item(int index) {
      return new Place(path + "[" + index + "]", depth + 1);
    }
  }

  /** Ends the recursion; the parser's state is unusable after it. */
  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Position position;

    TooDeep(Position position) {
      super(null, null, false, false);
      this.position = position;
    }
  }
}
