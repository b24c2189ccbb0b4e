package dev.casement.hypervisor;

import java.util.function.Consumer;

/**
 * Cuts what comes from a serial port into lines as {@link MachineEvent.SerialLine} has them: ends
 * are LF, CR or both, empty lines are left out, bytes outside printable ASCII become {@code ?}, and
 * what a line has beyond 4096 bytes is dropped. Takes no more memory than one line.
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

  /** The port is closed: hands on what came after the last line end, if anything did. */
  public void end() {
    if (!line.isEmpty()) {
      onLine.accept(new MachineEvent.SerialLine(line.toString()));
      line.setLength(0);
    }
  }
}
