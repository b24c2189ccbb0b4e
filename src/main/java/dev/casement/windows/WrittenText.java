package dev.casement.windows;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Decodes a text file as editors and shells of Windows and Linux write it: UTF-8, or UTF-16 as with
 * PowerShell 5.1's {@code >}, with or without a byte order mark.
 */
public final class WrittenText {
  private static final char MARK = '\uFEFF';

  private WrittenText() {}

  /**
   * The text, without a byte order mark.
   *
   * @throws CharacterCodingException when it is neither; it may be in a Windows code page
   */
  public static String decode(byte[] bytes) throws CharacterCodingException {
    String text = charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  private static Charset charset(byte[] bytes) {
    if (bytes.length >= 2 && bytes.length % 2 == 0) {
      int first = bytes[0] & 0xFF;
      int second = bytes[1] & 0xFF;
      // Program input begins with an ASCII character, whose other byte is zero in UTF-16.
      if ((first == 0xFF && second == 0xFE) || (first != 0 && second == 0)) {
        return StandardCharsets.UTF_16LE;
      }
      if ((first == 0xFE && second == 0xFF) || (first == 0 && second != 0)) {
        return StandardCharsets.UTF_16BE;
      }
    }
    return StandardCharsets.UTF_8;
  }
}
