package dev.casement.disk.evtx;

import dev.casement.disk.image.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the binary XML of one event; its names and templates may be anywhere in its chunk. */
final class BinaryXml {
  private static final int MORE = 0x40;
  private static final int XML = 0x21;

  /** Events have dozens of tokens; templates that contain each other could have no end. */
  private static final int MOST_TOKENS = 20_000;

  private static final int DEPTH = 8;
  private static final int ELEMENTS = 64;

  private final Fields chunk;
  private final Work work;
  private final EventFields found = new EventFields();
  private int tokens;
  private int at;

  BinaryXml(Fields chunk, Work work) {
    this.chunk = chunk;
    this.work = work;
  }

  /**
   * Reads an event.
   *
   * @param start where its header begins
   * @throws dev.casement.disk.image.DiskException if it is damaged
   */
  Event read(int start, int length) {
    at = start + 24;
    fragment(start + length - 4, List.of(), true, 0);
    return found.event(chunk.bits64(start + 8), Value.time(chunk.bits64(start + 16)));
  }

  /**
   * Reads tokens up to the end of the fragment.
   *
   * @param values what substitutions stand for
   * @param dependencies whether elements have a field for these
   */
  private void fragment(int end, List<Value> values, boolean dependencies, int depth) {
    if (depth > DEPTH) {
      throw chunk.damaged(at, "an event is deeper than any can be");
    }
    while (at < end) {
      if (++tokens > MOST_TOKENS) {
        throw chunk.damaged(at, "an event has no end");
      }
      spend(0);
      int token = chunk.u8(at);
      switch (token & ~MORE) {
        case 0x00 -> {
          return;
        }
        case 0x01 -> open((token & MORE) != 0, dependencies);
        case 0x02 -> {
          found.endOfAttributes();
          at++;
        }
        case 0x03, 0x04 -> {
          found.close();
          at++;
        }
        case 0x0c -> template(depth);
        case 0x0d, 0x0e -> substitute(values, depth);
        default -> content(token);
      }
    }
  }

  /** Reads a token that neither nests others nor ends something. */
  private void content(int token) {
    switch (token & ~MORE) {
      case 0x05 -> found.text(text(at + 2));
      case 0x06 -> {
        at++;
        found.attribute(name());
      }
      case 0x07, 0x0b -> found.text(text(at + 1));
      case 0x08 -> {
        found.text(String.valueOf((char) chunk.u16(at + 1)));
        at += 3;
      }
      case 0x09 -> {
        at++;
        found.text(entity(name()));
      }
      case 0x0a -> {
        at++;
        name();
      }
      case 0x0f -> at += 4;
      default -> throw chunk.damaged(at, "an event has an unknown token " + token);
    }
  }

  private void open(boolean attributes, boolean dependencies) {
    at += dependencies ? 7 : 5;
    if (found.depth() > ELEMENTS) {
      throw chunk.damaged(at, "an event is deeper than any can be");
    }
    found.open(name());
    at += attributes ? 4 : 0;
  }

  /** A name is behind its offset where it appears first in the chunk. */
  private String name() {
    int where = offset(chunk.u32(at));
    at += 4;
    int length = 2 * chunk.u16(where + 6);
    spend(length);
    String name = chunk.text(where + 8, length, StandardCharsets.UTF_16LE);
    if (where == at) {
      at += 10 + length;
    }
    return name;
  }

  private String text(int where) {
    int length = 2 * chunk.u16(where);
    at = where + 2 + length;
    spend(length);
    return chunk.text(where + 2, length, StandardCharsets.UTF_16LE);
  }

  /** A template, too, is behind its offset where it appears first. */
  private void template(int depth) {
    int definition = offset(chunk.u32(at + 6));
    at += 10;
    int size = offset(chunk.u32(definition + 20));
    if (definition == at) {
      at += 24 + size;
    }
    List<Value> values = values();
    int after = at;
    at = definition + 24;
    fragment(definition + 24 + size, values, true, depth + 1);
    at = after;
  }

  private List<Value> values() {
    int count = offset(chunk.u32(at));
    int where = at + 4 + 4 * count;
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = chunk.u16(at + 4 + 4 * i);
      int type = chunk.u8(at + 6 + 4 * i);
      spend(length);
      values.add(new Value(type, where, chunk.part(where, length)));
      where += length;
    }
    at = where;
    return values;
  }

  private void substitute(List<Value> values, int depth) {
    int number = chunk.u16(at + 1);
    int after = at + 4;
    if (number < values.size()) {
      Value value = values.get(number);
      if (value.type() == XML) {
        at = value.where();
        fragment(value.where() + value.fields().length(), List.of(), false, depth + 1);
      } else if (found.isWanted()) {
        spend(value.fields().length());
        value.texts().forEach(found::value);
      }
    }
    at = after;
  }

  private void spend(int bytes) {
    if (!work.isAffordable(bytes)) {
      throw chunk.damaged(at, "its events are larger than any can be");
    }
  }

  private int offset(long number) {
    if (number >= chunk.length()) {
      throw chunk.damaged(at, "an event leads out of its chunk");
    }
    return (int) number;
  }

  private static String entity(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "lt" -> "<";
      case "gt" -> ">";
      case "amp" -> "&";
      case "quot" -> "\"";
      case "apos" -> "'";
      default -> "";
    };
  }
}
