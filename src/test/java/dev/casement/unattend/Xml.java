package dev.casement.unattend;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.namespace.NamespaceContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A written answer file, read back by the JDK's parser, for questions by XPath. */
final class Xml {
  private final Document document;
  private final XPath xpath = XPathFactory.newInstance().newXPath();

  private Xml(Document document) {
    this.document = document;
    xpath.setNamespaceContext(new Prefixes());
  }

  static Xml of(AnswerFile answerFile) {
    return parse(AnswerFileXml.write(answerFile));
  }

  static Xml parse(String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      return new Xml(factory.newDocumentBuilder().parse(new InputSource(new StringReader(text))));
    } catch (Exception e) {
      throw new AssertionError("not well-formed: " + e.getMessage() + "\n" + text, e);
    }
  }

  /** The texts of all nodes; {@code u:} is the answer file's namespace. */
  List<String> all(String path) {
    try {
      NodeList nodes = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
      return IntStream.range(0, nodes.getLength())
          .mapToObj(i -> nodes.item(i).getTextContent())
          .toList();
    } catch (XPathExpressionException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Prefixes implements NamespaceContext {
    @Override
    public String getNamespaceURI(String prefix) {
      return switch (prefix) {
        case "u" -> "urn:schemas-microsoft-com:unattend";
        case "wcm" -> "http://schemas.microsoft.com/WMIConfig/2002/State";
        default -> XMLConstants.NULL_NS_URI;
      };
    }

    @Override
    public String getPrefix(String namespace) {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.util.Iterator<String> getPrefixes(String namespace) {
      throw new UnsupportedOperationException();
    }
  }
}
