package dev.casement.hypervisor;

import dev.casement.files.RotatingLog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads a machine's serial port until the hypervisor closes it, into a raw log and line by line.
 */
public final class SerialPort implements Closeable {
  private final SocketChannel channel;
  private final RotatingLog log;
  private final SerialLines lines;
  private final Thread reader;

  public SerialPort(
      SocketChannel channel, RotatingLog log, Consumer<MachineEvent.SerialLine> onLine) {
    this.channel = channel;
    this.log = log;
    this.lines = new SerialLines(onLine);
    // Not virtual: a virtual thread that waits for a socket slows down the JVM's exit
    // (docs/adr/0002-aot-cache-instead-of-native-image.md).
    this.reader = Thread.ofPlatform().daemon().name("serial").start(this::read);
  }

  /** Waits until all bytes have been passed on as lines. */
  public void awaitEnd() throws InterruptedException {
    reader.join();
  }

  /**
   * As {@link #awaitEnd()}, but closes the port after this time, for a machine that is gone:
   * another process may still hold the other end.
   */
  public void awaitEnd(Duration patience) throws InterruptedException {
    if (!reader.join(patience)) {
      close();
      reader.join();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing depends on whether closing succeeded.
    }
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    try {
      while (channel.read(buffer.clear()) >= 0) {
        log.append(buffer.array(), 0, buffer.position());
        lines.append(buffer.array(), 0, buffer.position());
      }
    } catch (IOException e) {
      // Closed by the hypervisor or by Casement.
    }
    lines.end();
  }
}
