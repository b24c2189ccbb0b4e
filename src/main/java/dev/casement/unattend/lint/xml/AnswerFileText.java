package dev.casement.unattend.lint.xml;

import dev.casement.report.Position;
import dev.casement.unattend.lint.xml.MalformedXml.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an answer file, decoded according to XML: by its byte order mark, else by the
 * declared encoding, else as UTF-8 (XML 1.0, 4.3.3 and appendix F).
 *
 * @param hasUtf8Mark whether it begins with a UTF-8 byte order mark
 * @param contradiction how the declared encoding contradicts the actual one; empty if it does not
 */
public record AnswerFileText(String text, boolean hasUtf8Mark, Optional<String> contradiction) {
  private static final Pattern DECLARED =
      Pattern.compile("^\\s*<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");
  private static final int DECLARATION_LIMIT = 400;

  /**
   * The encoding detected from the first bytes of a file.
   *
   * @param charset the charset for decoding, including the byte order mark
   * @param byMark whether it was detected by a byte order mark, rather than by the width of the
   *     first characters
   */
  private record Seen(Charset charset, boolean byMark) {
    boolean isUtf16() {
      return !charset.equals(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return charset.name() + (byMark ? ", as its byte order mark says" : "");
    }
  }

  public static AnswerFileText decode(byte[] content) throws MalformedXml {
    Seen seen = seen(content);
    Optional<String> declared = declared(content, seen);
    Optional<String> contradiction =
        declared
            .filter(name -> contradicts(seen, name))
            .map(name -> "the file declares " + name + ", and is in " + seen);
    boolean byName = !seen.isUtf16() && !seen.byMark() && contradiction.isEmpty();
    Charset charset = byName && declared.isPresent() ? named(declared.get()) : seen.charset();
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return new AnswerFileText(text, !seen.isUtf16() && seen.byMark(), contradiction);
    } catch (CharacterCodingException e) {
      throw new MalformedXml(
          Kind.NOT_WELL_FORMED,
          Position.START,
          "the file is not in the encoding it claims to be in, " + charset.name());
    }
  }

  private static Seen seen(byte[] content) {
    if (startsWith(content, 0xFF, 0xFE)) {
      return new Seen(StandardCharsets.UTF_16LE, true);
    }
    if (startsWith(content, 0xFE, 0xFF)) {
      return new Seen(StandardCharsets.UTF_16BE, true);
    }
    if (startsWith(content, '<', 0)) {
      return new Seen(StandardCharsets.UTF_16LE, false);
    }
    if (startsWith(content, 0, '<')) {
      return new Seen(StandardCharsets.UTF_16BE, false);
    }
    return new Seen(StandardCharsets.UTF_8, startsWith(content, 0xEF, 0xBB, 0xBF));
  }

  private static Optional<String> declared(byte[] content, Seen seen) {
    int length = Math.min(content.length, DECLARATION_LIMIT);
    Charset charset = seen.isUtf16() ? seen.charset() : StandardCharsets.ISO_8859_1;
    String start = new String(content, 0, length, charset);
    Matcher matcher = DECLARED.matcher(start.replaceFirst("^(\uFEFF|\u00EF\u00BB\u00BF)", ""));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static boolean contradicts(Seen seen, String declared) {
    String name = declared.toUpperCase(Locale.ROOT);
    if (seen.isUtf16()) {
      return !name.matches("UTF-16|ISO-10646-UCS-2") && !isSame(seen, name);
    }
    return seen.byMark() ? !isSame(seen, name) : name.matches("(UTF-(16|32)|ISO-10646-UCS-).*");
  }

  private static boolean isSame(Seen seen, String name) {
    return seen.charset().name().equals(name)
        || seen.charset().aliases().stream().anyMatch(name::equalsIgnoreCase);
  }

  private static Charset named(String declared) throws MalformedXml {
    try {
      return Charset.forName(declared);
    } catch (IllegalArgumentException e) {
      throw new MalformedXml(
          Kind.NOT_WELL_FORMED, Position.START, "there is no encoding \"" + declared + "\"");
    }
  }

  private static boolean startsWith(byte[] content, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= content.length || (content[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }
}
