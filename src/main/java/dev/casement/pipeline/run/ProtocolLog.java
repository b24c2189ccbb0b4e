package dev.casement.pipeline.run;

import dev.casement.files.RotatingLog;
import dev.casement.guest.GuestMessage;
import dev.casement.pipeline.run.GuestDialogue.Heard;
import dev.casement.report.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;

/**
 * A log of the guest's messages in one VM run, one per line, without the token. Its size is
 * limited, so that a guest cannot fill the host's disk.
 *
 * <p>Only the first {@value #MOST_FOREIGN} messages from other builds are kept. A file that has
 * reached its limit is renamed to {@code NAME.1}, replacing an older one.
 */
final class ProtocolLog {
  private static final int MOST_FOREIGN = 1000;

  private final Path file;
  private final long limit;
  private long size;
  private int foreign;
  private int lost;

  /**
   * @param limit in bytes, of one file
   */
  ProtocolLog(Path file, long limit) {
    this.file = file;
    this.limit = limit;
  }

  void add(Instant at, GuestMessage message, Heard heard) {
    if (heard != Heard.FOREIGN) {
      append(at, "", message);
    } else if (++foreign <= MOST_FOREIGN) {
      append(at, "foreign ", message);
    } else if (foreign == MOST_FOREIGN + 1) {
      append(at + " more foreign messages follow; they are not kept\n");
    }
  }

  private void append(Instant at, String origin, GuestMessage message) {
    String percent = message.percent().isPresent() ? " " + message.percent().getAsInt() + "%" : "";
    String event = message.event().name().toLowerCase(Locale.ROOT);
    append(
        "%s %s%s %s%s %s\n"
            .formatted(at, origin, event, message.step(), percent, shown(message.text())));
  }

  /** Without effect on a terminal; indented, so that no text passes for a line of this log. */
  private static String shown(String text) {
    return Printable.lines(text.replace("\r\n", "\n")).replace("\n", "\n  ");
  }

  private void append(String line) {
    try {
      if (lost > 0) {
        write(String.format(Locale.ROOT, "%d messages could not be written here\n", lost));
        lost = 0;
      }
      write(line);
    } catch (IOException e) {
      // A build does not fail because of its log: the host's disk may be full for a while.
      lost++;
    }
  }

  private void write(String line) throws IOException {
    if (size >= limit) {
      RotatingLog.rotate(file);
      size = 0;
    }
    Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size += line.length();
  }
}
