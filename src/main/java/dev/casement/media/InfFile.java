package dev.casement.media;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.MediumFile;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the driver version in an .inf file.
 *
 * <p>{@code DriverVer = mm/dd/yyyy[,w.x.y.z]} in {@code [Version]} (Microsoft, "INF DriverVer
 * Directive"); text in UTF-16 with a byte order mark, in UTF-8 or in an ANSI code page (Microsoft,
 * "General Syntax Rules for INF Files").
 */
final class InfFile {
  /** How many bytes are read: {@code [Version]} comes first. */
  private static final int LIMIT = 1 << 16;

  private static final Pattern SECTION = Pattern.compile("\\[([^\\]]*)\\].*");

  /** Possessive quantifiers throughout, so that no line causes backtracking. */
  private static final Pattern DRIVER_VER =
      Pattern.compile(
          "DriverVer\\s*+=\\s*+\"?+[^,\"]*+\"?+\\s*+,\\s*+\"?+\\s*+(\\d++(?:\\.\\d++){0,3}+)\\s*+\"?+",
          Pattern.CASE_INSENSITIVE);

  private InfFile() {}

  /** The version after the date; empty if the file has none. */
  static Optional<String> driverVersion(MediumFile file) {
    boolean inVersion = false;
    for (String raw : text(file).split("\\R")) {
      String line = withoutComment(raw).strip();
      Matcher section = SECTION.matcher(line);
      if (section.matches()) {
        inVersion = section.group(1).strip().equalsIgnoreCase("Version");
        continue;
      }
      Matcher version = DRIVER_VER.matcher(line);
      if (inVersion && version.matches()) {
        return Optional.of(version.group(1));
      }
    }
    return Optional.empty();
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf(';');
    return comment < 0 ? line : line.substring(0, comment);
  }

  private static String text(ByteSource file) {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), LIMIT));
    file.read(0, bytes);
    bytes.flip();
    Charset charset = charset(bytes);
    String text = charset.decode(bytes).toString();
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** By the byte order mark; without one, a zero byte in the first character means UTF-16. */
  private static Charset charset(ByteBuffer bytes) {
    if (bytes.limit() < 2) {
      return StandardCharsets.ISO_8859_1;
    }
    int first = bytes.get(0) & 0xff;
    int second = bytes.get(1) & 0xff;
    if ((first == 0xff && second == 0xfe) || (first != 0 && second == 0)) {
      return StandardCharsets.UTF_16LE;
    }
    if ((first == 0xfe && second == 0xff) || (first == 0 && second != 0)) {
      return StandardCharsets.UTF_16BE;
    }
    // Only ASCII matters, which is the same in UTF-8, Latin-1 and every ANSI code page.
    boolean utf8Mark = bytes.limit() > 2 && first == 0xef && second == 0xbb;
    if (utf8Mark) {
      bytes.position(3);
    }
    return StandardCharsets.ISO_8859_1;
  }
}
