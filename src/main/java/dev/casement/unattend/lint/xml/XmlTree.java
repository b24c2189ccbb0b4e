package dev.casement.unattend.lint.xml;

import dev.casement.report.Position;
import dev.casement.unattend.lint.xml.MalformedXml.Kind;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Parses XML into a tree with positions.
 *
 * <p>Document types are rejected, and with them all entities except XML's predefined ones. So no
 * external resource is read, and no text expands. Depth and size are limited.
 */
public final class XmlTree {
  /** Public answer files with embedded scripts have up to some 300,000 characters. */
  public static final int SIZE_LIMIT = 4 << 20;

  private static final int DEPTH_LIMIT = 64;

  private final Iterator<Position> positions;
  private final Deque<Open> open = new ArrayDeque<>();
  private final XMLStreamReader reader;

  /** An element whose end tag has not been read yet. */
  private record Open(
      String name,
      String namespace,
      List<Attribute> attributes,
      List<Element> children,
      StringBuilder text,
      Position position) {
    Element close() {
      return new Element(name, namespace, attributes, children, text.toString().strip(), position);
    }
  }

  private XmlTree(String text) throws XMLStreamException {
    positions = new TagScanner(text).startTags().iterator();
    reader = factory().createXMLStreamReader(new StringReader(text));
  }

  /**
   * Returns the root element.
   *
   * @param source may begin with a byte order mark and have any line ends
   */
  public static Element read(String source) throws MalformedXml {
    if (source.length() > SIZE_LIMIT) {
      throw new MalformedXml(
          Kind.TOO_LARGE,
          Position.START,
          String.format(
              Locale.ROOT,
              "the file has %d characters; at most %d are read",
              source.length(),
              SIZE_LIMIT));
    }
    String text = normalized(source);
    try {
      return new XmlTree(text).root();
    } catch (XMLStreamException e) {
      throw malformed(text, e);
    }
  }

  private static String normalized(String source) {
    String text = source.startsWith("\uFEFF") ? source.substring(1) : source;
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }

  private Element root() throws XMLStreamException, MalformedXml {
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> start();
        case XMLStreamConstants.END_ELEMENT -> {
          Element closed = open.pop().close();
          if (open.isEmpty()) {
            finish();
            return closed;
          }
          open.peek().children().add(closed);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (!open.isEmpty()) {
            open.peek().text().append(reader.getText());
          }
        }
        case XMLStreamConstants.DTD ->
            throw new MalformedXml(
                Kind.DOCUMENT_TYPE, position(reader.getLocation()), "there is a document type");
        default -> {
          // Setup ignores comments and processing instructions.
        }
      }
    }
  }

  /** Checks that the text after the root is well-formed too. */
  private void finish() throws XMLStreamException {
    while (reader.hasNext()) {
      reader.next();
    }
  }

  private void start() throws MalformedXml {
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String namespace = reader.getAttributeNamespace(i);
      attributes.add(
          new Attribute(
              reader.getAttributeLocalName(i),
              namespace == null ? "" : namespace,
              reader.getAttributeValue(i)));
    }
    Position position = positions.hasNext() ? positions.next() : position(reader.getLocation());
    if (open.size() >= DEPTH_LIMIT) {
      throw new MalformedXml(
          Kind.TOO_LARGE, position, "elements are nested more than " + DEPTH_LIMIT + " deep");
    }
    String namespace = reader.getNamespaceURI();
    open.push(
        new Open(
            reader.getLocalName(),
            namespace == null ? "" : namespace,
            attributes,
            new ArrayList<>(),
            new StringBuilder(),
            position));
  }

  private static MalformedXml malformed(String text, XMLStreamException cause) {
    return new TagScanner(text)
        .collision()
        .map(
            collision ->
                new MalformedXml(
                    Kind.MISSING_SPACE,
                    collision.position(),
                    "there is no white space before the attribute " + collision.attribute()))
        .orElseGet(
            () ->
                new MalformedXml(
                    Kind.NOT_WELL_FORMED, position(cause.getLocation()), ParserWords.of(cause)));
  }

  private static Position position(Location location) {
    return new Position(
        Math.max(1, location.getLineNumber()), Math.max(1, location.getColumnNumber()));
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("nothing outside the file is read");
        });
    return factory;
  }
}
