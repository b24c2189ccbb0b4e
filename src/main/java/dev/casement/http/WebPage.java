package dev.casement.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Recognizes web pages by how they begin: what a captive portal, a login or a download page answers
 * instead of the file. Content types do not count, since servers send files as text/html, too.
 */
public final class WebPage {
  /** How many bytes of a file suffice. */
  static final int ENOUGH = 512;

  /** No medium begins so; VDI images begin with {@code <<<}. */
  private static final List<String> MARKUP =
      List.of("<!doctype", "<html", "<head", "<body", "<script", "<!--", "<?xml");

  private WebPage() {}

  /** Whether a file that begins so is a web page. */
  static boolean begins(byte[] start) {
    // Byte order marks, and the zero bytes of UTF-16, come out as these characters.
    String text =
        new String(start, StandardCharsets.ISO_8859_1)
            .replaceAll("\0", "")
            .replaceFirst("^[\u00ef\u00bb\u00bf\u00fe\u00ff\\s]+", "")
            .toLowerCase(Locale.ROOT);
    return MARKUP.stream().anyMatch(text::startsWith);
  }

  /** Whether a file is a web page. */
  public static boolean isIn(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return begins(in.readNBytes(ENOUGH));
    }
  }
}
