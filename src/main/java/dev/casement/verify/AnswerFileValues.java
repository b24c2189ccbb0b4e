package dev.casement.verify;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The values in an answer file, by element name. */
final class AnswerFileValues {
  private static final String ROOT = "unattend";

  private final Map<String, List<String>> values = new HashMap<>();
  private String problem = "";

  /** Reads an answer file, up to the first XML error. */
  AnswerFileValues(byte[] content) {
    try {
      XMLStreamReader reader = reader(content);
      StringBuilder text = new StringBuilder();
      boolean first = true;
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            if (first && !reader.getLocalName().equals(ROOT)) {
              problem = "its root is not the element " + ROOT;
            }
            first = false;
            text.setLength(0);
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
              text.append(reader.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            String value = text.toString().strip();
            if (!value.isEmpty()) {
              values.computeIfAbsent(reader.getLocalName(), name -> new ArrayList<>()).add(value);
            }
            text.setLength(0);
          }
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      // Windows would stop there; the values after the error count as missing. The message could
      // have a password.
      problem = "it is not well-formed XML in line " + e.getLocation().getLineNumber();
    }
  }

  /**
   * A reader that loads nothing external. It gets text, since the JDK's decoder prints errors to
   * standard error.
   */
  static XMLStreamReader reader(byte[] content) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    boolean wide = content.length > 1 && (content[1] == 0 || content[1] == (byte) 0xfe);
    boolean bigEndian = content.length > 1 && (content[0] == 0 || content[0] == (byte) 0xfe);
    Charset charset = wide ? UTF_16LE : (bigEndian ? UTF_16BE : UTF_8);
    String text = new String(content, charset).replaceFirst("^\uFEFF", "");
    return factory.createXMLStreamReader(new StringReader(text));
  }

  /** Why it is no answer file; empty if it is one. */
  Optional<String> problem() {
    return Optional.of(problem).filter(text -> !text.isEmpty());
  }

  /** The values of all elements with this name, in document order. */
  List<String> of(String element) {
    return List.copyOf(values.getOrDefault(element, List.of()));
  }
}
