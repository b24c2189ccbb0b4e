package dev.casement.guest;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.WrittenText;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Converts a user's script to the encoding and line ends that Windows expects.
 *
 * <p>Windows PowerShell reads a script without a byte order mark in the ANSI code page
 * (about_Character_Encoding). cmd.exe reads the OEM code page, does not know byte order marks, and
 * misses labels in a file with LF line ends.
 */
final class ScriptText {
  private static final char MARK = '\uFEFF';
  private static final String SIGNATURE = "# SIG # Begin signature block";

  private ScriptText() {}

  /**
   * The bytes of a {@code .ps1}: UTF-8, with a byte order mark if it is not ASCII. A signed script
   * stays unchanged, and so does one that is not Unicode: PowerShell reads that as ANSI, as its
   * author did.
   */
  static byte[] powerShell(byte[] written) {
    Optional<String> text = decode(written).filter(script -> !script.contains(SIGNATURE));
    return text.map(script -> (isAscii(script) ? script : MARK + script))
        .map(script -> script.getBytes(StandardCharsets.UTF_8))
        .orElse(written);
  }

  /**
   * The bytes of a {@code .cmd} or {@code .bat}: without a byte order mark, lines ending in CRLF.
   *
   * @throws BuildException RECIPE when it is UTF-8 and has characters outside of comments that
   *     cmd.exe would misread
   */
  static byte[] batch(Path file, byte[] written) {
    Optional<String> text = decode(written);
    // A script that is not Unicode is in the OEM code page, where line ends are the same bytes.
    String script =
        text.orElseGet(() -> new String(written, StandardCharsets.ISO_8859_1))
            .replace("\r\n", "\n")
            .replace("\n", "\r\n");
    if (text.isEmpty()) {
      return script.getBytes(StandardCharsets.ISO_8859_1);
    }
    script
        .lines()
        .filter(line -> !isAscii(line) && !isComment(line))
        .findFirst()
        .ifPresent(
            line -> {
              throw new BuildException(
                  Failure.RECIPE,
                  file
                      + " has \""
                      + line.strip()
                      + "\", which cmd.exe would misread: it is not ASCII",
                  "make it a .ps1, or save the file in the OEM code page of the Windows that it is"
                      + " for");
            });
    return script.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> decode(byte[] written) {
    try {
      return Optional.of(WrittenText.decode(written));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isComment(String line) {
    String start = line.strip().toLowerCase(Locale.ROOT).replaceFirst("^@", "");
    return start.startsWith("::") || start.equals("rem") || start.matches("rem\\s.*");
  }

  private static boolean isAscii(String text) {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
  }
}
