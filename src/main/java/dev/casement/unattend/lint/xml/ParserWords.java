package dev.casement.unattend.lint.xml;

import javax.xml.stream.XMLStreamException;

/** Rephrases the JDK parser's messages for the most common mistakes. */
final class ParserWords {
  private ParserWords() {}

  static String of(XMLStreamException cause) {
    String message = String.valueOf(cause.getMessage());
    int at = message.indexOf("Message: ");
    String words = (at < 0 ? message : message.substring(at + "Message: ".length())).strip();
    if (words.contains("entity name must immediately follow")
        || words.contains("reference to entity")) {
      return "an & in a value is written &amp; (" + words + ")";
    }
    if (words.contains("[xX][mM][lL]")) {
      return "something precedes the XML declaration, which must be the first thing in the file";
    }
    if (words.contains("was referenced, but not declared")) {
      return "an entity is used that XML does not have (" + words + ")";
    }
    if (words.contains("is not bound")) {
      return "a namespace prefix is not declared (" + words + ")";
    }
    return words;
  }
}
