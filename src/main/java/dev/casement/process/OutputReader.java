package dev.casement.process;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads what a program prints. */
final class OutputReader {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final InputStream stream;
  private final BiConsumer<byte[], Integer> onBytes;
  private final Thread thread;

  /** Whether it has taken all that there was, and waits for more. */
  private volatile boolean waiting;

  /**
   * Starts to read.
   *
   * @param onBytes takes the bytes, as many as it is told, at the beginning of the array
   * @param onEnd called at the end of the output
   * @param onFailure called with what the others throw
   */
  OutputReader(
      InputStream stream,
      BiConsumer<byte[], Integer> onBytes,
      Runnable onEnd,
      Consumer<Throwable> onFailure) {
    this.stream = stream;
    this.onBytes = onBytes;
    this.thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (stream) {
                    readAll();
                    onEnd.run();
                  } catch (IOException e) {
                    // The pipe was closed because the process was killed.
                  } catch (RuntimeException e) {
                    onFailure.accept(e);
                  }
                });
  }

  private void readAll() throws IOException {
    byte[] buffer = new byte[16 * 1024];
    while (true) {
      waiting = true;
      int count = stream.read(buffer);
      waiting = false;
      if (count < 0) {
        return;
      }
      onBytes.accept(buffer, count);
    }
  }

  /**
   * Waits until all that the program has printed is taken. The program must have ended; a process
   * that it left behind may hold its output open, so that the end never comes.
   *
   * @param patience how long to wait for more when everything that there was is taken. On a busy
   *     host, the reader may need longer before it gets its turn, and then has not read anything
   */
  void awaitAll(Duration patience) throws InterruptedException {
    long idle = System.nanoTime();
    while (!thread.join(LOOK)) {
      if (!waiting) {
        idle = System.nanoTime();
      } else if (System.nanoTime() - idle > patience.toNanos()) {
        return;
      }
    }
  }
}
