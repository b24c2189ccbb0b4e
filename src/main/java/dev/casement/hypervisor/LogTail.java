package dev.casement.hypervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of a log, for a message. */
public final class LogTail {
  private static final int BYTES = 4096;

  private LogTail() {}

  /** At most its last 4096 bytes, stripped; a few words when there are none. */
  public static String of(Path log) {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      long start = Math.max(0, channel.size() - BYTES);
      ByteBuffer buffer = ByteBuffer.allocate(BYTES);
      channel.position(start);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // reads on
      }
      String text =
          new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "it left no message" : text;
    } catch (IOException e) {
      return "its log " + log + " cannot be read";
    }
  }
}
