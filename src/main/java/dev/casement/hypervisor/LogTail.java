package dev.casement.hypervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, for a message. */
public final class LogTail {
  private static final int BYTES = 4096;

  private LogTail() {}

  /** At most the last 4096 bytes of the log, stripped; a short note when it is empty. */
  public static String of(Path log) {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      long start = Math.max(0, channel.size() - BYTES);
      ByteBuffer buffer = ByteBuffer.allocate(BYTES);
      channel.position(start);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // reads until the buffer is full or the log ends
      }
      String text =
          new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "it left no message" : text;
    } catch (IOException e) {
      return "its log " + log + " cannot be read";
    }
  }

  /** At most {@code most} lines of {@link #of}; the first line of a long log may be cut. */
  public static String lines(Path log, int most) {
    List<String> lines = of(log).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
  }
}
