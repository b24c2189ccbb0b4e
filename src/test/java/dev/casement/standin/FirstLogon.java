package dev.casement.standin;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What Setup has done when the account of an answer file logs on for the first time.
 *
 * @param user whom AutoLogon logs on
 * @param count how often it does, as LogonCount has it
 * @param commands those of FirstLogonCommands, in their order
 */
record FirstLogon(String user, String password, int count, List<String> commands) {
  private static final String END = "Password";

  static FirstLogon of(Path answerFile) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(answerFile.toFile());
      Element logon = only(document.getElementsByTagName("AutoLogon"), answerFile);
      List<String> commands = new ArrayList<>();
      NodeList all = document.getElementsByTagName("SynchronousCommand");
      for (int i = 0; i < all.getLength(); i++) {
        commands.add(text((Element) all.item(i), "CommandLine"));
      }
      return new FirstLogon(
          text(logon, "Username"),
          password(logon),
          Integer.parseInt(text(logon, "LogonCount")),
          commands);
    } catch (java.io.IOException
        | org.xml.sax.SAXException
        | javax.xml.parsers.ParserConfigurationException e) {
      throw new AssertionError(answerFile + " is not an answer file", e);
    }
  }

  /** PlainText=false is Base64 of the UTF-16 text with the element's name behind it. */
  private static String password(Element logon) {
    String value = text(logon, "Value");
    if (!text(logon, "PlainText").equals("false")) {
      return value;
    }
    String decoded = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_16LE);
    return decoded.substring(0, decoded.length() - END.length());
  }

  private static String text(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
  }

  private static Element only(NodeList found, Path answerFile) {
    if (found.getLength() != 1) {
      throw new AssertionError(answerFile + " has no AutoLogon: nobody would log on");
    }
    return (Element) found.item(0);
  }
}
