package dev.casement.pipeline.markup;

import dev.casement.report.Printable;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A piece of a page that is HTML and well-formed XML at once. Texts and values of attributes are
 * escaped, whatever is in them; control and formatting characters are shown as {@code \\u{1b}}.
 */
public sealed interface Markup {
  void writeTo(Writer page) throws IOException;

  /** Text on one line, or in a {@code pre} on several. */
  record Text(String text) implements Markup {
    @Override
    public void writeTo(Writer page) throws IOException {
      page.write(escaped(text));
    }
  }

  /** Pieces one after the other. */
  record Several(List<Markup> parts) implements Markup {
    public Several {
      parts = List.copyOf(parts);
    }

    @Override
    public void writeTo(Writer page) throws IOException {
      for (Markup part : parts) {
        part.writeTo(page);
      }
    }
  }

  /** An element; its name and those of its attributes come from Casement. */
  record Element(String name, Map<String, String> attributes, List<Markup> content)
      implements Markup {
    /** Those that HTML knows without an end tag; it takes no other for empty. */
    private static final Set<String> VOID = Set.of("br", "col", "hr", "img", "link", "meta");

    public Element {
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
      content = List.copyOf(content);
    }

    /** The element with another attribute. */
    public Element with(String attribute, String value) {
      Map<String, String> all = new LinkedHashMap<>(attributes);
      all.put(attribute, value);
      return new Element(name, all, content);
    }

    @Override
    public void writeTo(Writer page) throws IOException {
      page.write("<" + name);
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        page.write(" " + attribute.getKey() + "=\"" + escaped(attribute.getValue()) + "\"");
      }
      if (VOID.contains(name)) {
        page.write("/>");
        return;
      }
      page.write(">");
      for (Markup part : content) {
        part.writeTo(page);
      }
      page.write("</" + name + ">");
    }
  }

  static Markup text(String text) {
    return new Text(text);
  }

  static Markup several(List<? extends Markup> parts) {
    return new Several(List.copyOf(parts));
  }

  static Element element(String name, Markup... content) {
    return new Element(name, Map.of(), Arrays.asList(content));
  }

  static Element element(String name, String text) {
    return element(name, text(text));
  }

  private static String escaped(String text) {
    return Printable.lines(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
