package dev.casement.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Finds the passwords in an answer file, up to the first XML error: Setup reads no further either.
 */
final class AnswerFilePasswords {
  /** What Windows writes in place of a used password. */
  private static final String DELETED = "*SENSITIVE*DATA*DELETED*";

  private static final Set<String> ELEMENTS =
      Set.of("password", "administratorpassword", "adminpassword");

  private AnswerFilePasswords() {}

  /** The names of the elements that hold a password. */
  static List<String> in(byte[] content) {
    List<String> found = new ArrayList<>();
    try {
      XMLStreamReader reader = AnswerFileValues.reader(content);
      Deque<String> open = new ArrayDeque<>();
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> open.push(reader.getLocalName());
          case XMLStreamConstants.END_ELEMENT -> open.pop();
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            String text = reader.getText().strip();
            if (!text.isEmpty() && !text.equals(DELETED)) {
              passwordAround(open).filter(name -> !found.contains(name)).ifPresent(found::add);
            }
          }
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      // The passwords before the error count.
    }
    return found;
  }

  /**
   * Either {@code <Password>text} or {@code <Password><Value>text}; PlainText is not a password.
   */
  private static Optional<String> passwordAround(Deque<String> open) {
    return open.stream()
        .takeWhile(name -> !name.equals("PlainText"))
        .limit(2)
        .filter(name -> ELEMENTS.contains(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
