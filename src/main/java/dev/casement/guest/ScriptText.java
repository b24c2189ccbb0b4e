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
 * A script of the user as Windows reads it, whatever system it was written on.
 *
 * <p>Windows PowerShell takes a script without a byte order mark for text in the ANSI code page
 * (about_Character_Encoding), and cmd.exe, which reads the OEM code page and knows no such mark,
 * misses labels in a file whose lines end in LF alone.
 */
final class ScriptText {
  private static final char MARK = '\uFEFF';
  private static final String SIGNATURE = "# SIG # Begin signature block";

  private ScriptText() {}

  /**
   * The bytes of a {@code .ps1}: in UTF-8 with a byte order mark where there is more than ASCII. A
   * signed one is left alone, and so is what is not Unicode: PowerShell takes it for ANSI then, as
   * its author did.
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
   * @throws BuildException RECIPE when it is UTF-8 with characters that cmd.exe would misread
   *     anywhere but in a comment
   */
  static byte[] batch(Path file, byte[] written) {
    Optional<String> text = decode(written);
    // What is not Unicode is in the OEM code page: its line ends are these two bytes there too.
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
