package dev.casement.unattend;

import dev.casement.report.Secret;
import java.util.List;
import java.util.function.Function;

/**
 * Writes answer files as well-formed XML with LF line ends, for UTF-8 without a byte order mark.
 * The output is deterministic.
 *
 * <p>Every component has the attributes by which Setup identifies it; the namespaces are declared
 * once, on the root. Source: Microsoft Learn, "Answer files overview" and the XML examples of the
 * Unattended Windows Setup Reference.
 */
public final class AnswerFileXml {
  private static final String UNATTEND = "urn:schemas-microsoft-com:unattend";
  private static final String WCM = "http://schemas.microsoft.com/WMIConfig/2002/State";
  private static final String PUBLIC_KEY_TOKEN = "31bf3856ad364e35";

  private final StringBuilder out = new StringBuilder(16 * 1024);
  private final Function<Secret, String> secretText;
  private final boolean indented;

  private AnswerFileXml(Function<Secret, String> secretText, boolean indented) {
    this.secretText = secretText;
    this.indented = indented;
  }

  /** The file that Setup reads, with its passwords: for the setup medium only. */
  public static String write(AnswerFile answerFile) {
    return new AnswerFileXml(Secret::reveal, true).document(answerFile);
  }

  /** As {@link #write}, on one line: for a place of limited size. */
  public static String writeCompact(AnswerFile answerFile) {
    return new AnswerFileXml(Secret::reveal, false).document(answerFile);
  }

  /** The file with {@code [redacted]} for every secret: for plans, records and logs. */
  public static String writeRedacted(AnswerFile answerFile) {
    return new AnswerFileXml(secret -> "[redacted]", true).document(answerFile);
  }

  private String document(AnswerFile answerFile) {
    out.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    line(0);
    out.append("<unattend");
    attribute("xmlns", UNATTEND);
    attribute("xmlns:wcm", WCM);
    out.append('>');
    String architecture = answerFile.architecture().answerFileName();
    for (PassSettings pass : answerFile.passes()) {
      line(1);
      out.append("<settings");
      attribute("pass", pass.pass().xmlName());
      out.append('>');
      pass.components().forEach(component -> component(component, architecture));
      line(1);
      out.append("</settings>");
    }
    line(0);
    return out.append("</unattend>\n").toString();
  }

  private void component(Component component, String architecture) {
    line(2);
    out.append("<component");
    attribute("name", component.name().xmlName());
    attribute("processorArchitecture", architecture);
    attribute("publicKeyToken", PUBLIC_KEY_TOKEN);
    attribute("language", "neutral");
    attribute("versionScope", "nonSxS");
    out.append('>');
    component.settings().forEach(setting -> setting(setting, 3));
    line(2);
    out.append("</component>");
  }

  private void setting(Setting setting, int depth) {
    line(depth);
    out.append('<').append(setting.name());
    switch (setting) {
      case Setting.Value(String name, String text) -> leaf(name, text);
      case Setting.SecretValue(String name, Secret secret) -> leaf(name, secretText.apply(secret));
      case Setting.Group(String name, List<Setting> settings) -> branch(name, settings, depth);
      case Setting.Item item -> {
        attribute("wcm:action", "add");
        item.key().ifPresent(key -> attribute("wcm:keyValue", key));
        branch(item.name(), item.settings(), depth);
      }
    }
  }

  private void leaf(String name, String text) {
    out.append('>');
    escape(text);
    out.append("</").append(name).append('>');
  }

  private void branch(String name, List<Setting> settings, int depth) {
    out.append('>');
    settings.forEach(setting -> setting(setting, depth + 1));
    line(depth);
    out.append("</").append(name).append('>');
  }

  /** Begins a line of its own, if the file has lines. */
  private void line(int depth) {
    if (indented) {
      out.append('\n').repeat("  ", depth);
    }
  }

  /** Writes an attribute, always with a space before it. */
  private void attribute(String name, String value) {
    out.append(' ').append(name).append("=\"");
    escape(value);
    out.append('"');
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(c);
      }
    }
  }
}
