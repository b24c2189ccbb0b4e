package dev.casement.hypervisor;

import java.util.function.Consumer;

/**
 * Splits the bytes from a serial port into lines as {@link MachineEvent.SerialLine} defines them.
 * Lines end with LF, CR or both; empty lines are left out, bytes outside printable ASCII become
 * {@code ?}, and the rest of a line after 4096 bytes is dropped. Buffers at most one line.
 */
public final class SerialLines {
  private static final int LONGEST_LINE = 4096;

  private final Consumer<MachineEvent.SerialLine> onLine;
  private final StringBuilder line = new StringBuilder();

  public SerialLines(Consumer<MachineEvent.SerialLine> onLine) {
    this.onLine = onLine;
  }

  public void append(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r') {
        end();
      } else if (line.length() < LONGEST_LINE) {
        line.append(b >= ' ' && b <= '~' ? (char) b : '?');
      }
    }
  }

  /** Ends the input: passes on the text after the last line end, if any. */
  public void end() {
    if (!line.isEmpty()) {
      onLine.accept(new MachineEvent.SerialLine(line.toString()));
      line.setLength(0);
    }
  }
}
