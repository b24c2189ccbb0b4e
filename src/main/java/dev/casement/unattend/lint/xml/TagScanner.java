package dev.casement.unattend.lint.xml;

import dev.casement.report.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the start tags of an XML text and their positions, even if the text is not well-formed.
 *
 * <p>The JDK's parser reports only the end of a start tag, and not where white space is missing.
 */
final class TagScanner {
  private final String text;
  private int line = 1;
  private int lineStart;
  private int counted;

  TagScanner(String text) {
    this.text = text;
  }

  /** The position of each start tag, in document order: one for each element. */
  List<Position> startTags() {
    List<Position> tags = new ArrayList<>();
    for (int at = next(0); at >= 0; at = next(afterTag(at))) {
      tags.add(position(at));
    }
    return tags;
  }

  /** An attribute that follows the value of another without white space between them. */
  record Collision(Position position, String attribute) {}

  /** The first such attribute, or empty. */
  Optional<Collision> collision() {
    for (int tag = next(0); tag >= 0; tag = next(afterTag(tag))) {
      int end = afterTag(tag);
      for (int i = tag; i < end - 1; i++) {
        char quote = text.charAt(i);
        if (quote != '"' && quote != '\'') {
          continue;
        }
        i = text.indexOf(quote, i + 1);
        if (i < 0 || i + 1 >= end) {
          break;
        }
        if (isNameStart(text.charAt(i + 1))) {
          return Optional.of(new Collision(position(i + 1), name(i + 1)));
        }
      }
    }
    return Optional.empty();
  }

  /** The position of an offset; offsets must be passed in ascending order. */
  private Position position(int offset) {
    for (; counted < offset; counted++) {
      if (text.charAt(counted) == '\n') {
        line++;
        lineStart = counted + 1;
      }
    }
    return new Position(line, offset - lineStart + 1);
  }

  /** The next start tag at or after the offset, past comments, CDATA sections and declarations. */
  private int next(int from) {
    int at = text.indexOf('<', from);
    while (at >= 0) {
      if (text.startsWith("<!--", at)) {
        at = after("-->", at + 4);
      } else if (text.startsWith("<![CDATA[", at)) {
        at = after("]]>", at + 9);
      } else if (text.startsWith("<?", at)) {
        at = after("?>", at + 2);
      } else if (at + 1 < text.length() && isNameStart(text.charAt(at + 1))) {
        return at;
      } else {
        at++;
      }
      at = text.indexOf('<', at);
    }
    return -1;
  }

  private int after(String end, int from) {
    int at = text.indexOf(end, from);
    return at < 0 ? text.length() : at + end.length();
  }

  private int afterTag(int tag) {
    char quote = 0;
    for (int i = tag; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i + 1;
      }
    }
    return text.length();
  }

  private String name(int from) {
    int end = from;
    while (end < text.length() && (isNameStart(text.charAt(end)) || isNamePart(text.charAt(end)))) {
      end++;
    }
    return text.substring(from, end);
  }

  private static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_' || c == ':';
  }

  private static boolean isNamePart(char c) {
    return Character.isDigit(c) || c == '-' || c == '.';
  }
}
