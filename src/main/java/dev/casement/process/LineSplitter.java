package dev.casement.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines of UTF-8 that end with LF, CR or both; a line longer than the
 * limit is passed on in pieces, so that a program that prints no line ends cannot exhaust memory.
 */
final class LineSplitter {
  private static final int LONGEST_LINE = 64 * 1024;

  private final Consumer<String> onLine;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean afterReturn;

  LineSplitter(Consumer<String> onLine) {
    this.onLine = onLine;
  }

  void append(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (b == '\r' || b == '\n') {
        // The LF of a CR LF does not end another line.
        if (b == '\r' || !afterReturn) {
          flush();
        }
      } else {
        line.write(b);
        if (line.size() == LONGEST_LINE) {
          flush();
        }
      }
      afterReturn = b == '\r';
    }
  }

  /** Passes on what follows the last line end, if anything. */
  void end() {
    if (line.size() > 0) {
      flush();
    }
  }

  private void flush() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    onLine.accept(text);
  }
}
