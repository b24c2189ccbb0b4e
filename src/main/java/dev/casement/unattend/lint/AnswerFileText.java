package dev.casement.unattend.lint;

import dev.casement.report.Position;
import dev.casement.unattend.lint.MalformedXml.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes an answer file as XML says: by its byte order mark, else by the encoding that it
 * declares, else as UTF-8 (XML 1.0, appendix F).
 */
final class AnswerFileText {
  private static final Pattern DECLARED =
      Pattern.compile("^\\s*<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");
  private static final int DECLARATION_LIMIT = 200;

  private AnswerFileText() {}

  static String decode(byte[] content) throws MalformedXml {
    Charset charset = charset(content);
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedXml(
          Kind.NOT_WELL_FORMED,
          Position.START,
          "the file is not in the encoding it claims to be in, " + charset.name());
    }
  }

  private static Charset charset(byte[] content) throws MalformedXml {
    if (startsWith(content, 0xFF, 0xFE) || startsWith(content, 0xFE, 0xFF)) {
      return StandardCharsets.UTF_16;
    }
    if (startsWith(content, '<', 0)) {
      return StandardCharsets.UTF_16LE;
    }
    if (startsWith(content, 0xEF, 0xBB, 0xBF)) {
      return StandardCharsets.UTF_8;
    }
    int length = Math.min(content.length, DECLARATION_LIMIT);
    Matcher declared =
        DECLARED.matcher(new String(content, 0, length, StandardCharsets.ISO_8859_1));
    if (!declared.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(declared.group(1));
    } catch (IllegalArgumentException e) {
      throw new MalformedXml(
          Kind.NOT_WELL_FORMED,
          Position.START,
          "there is no encoding \"" + declared.group(1) + "\"");
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
