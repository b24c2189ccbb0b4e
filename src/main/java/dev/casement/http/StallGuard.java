package dev.casement.http;

import dev.casement.units.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes a stream that has delivered no data for a while, so that its reader fails instead of
 * waiting forever: the JDK's HttpClient has a time limit for a response's headers, not for its
 * body.
 */
final class StallGuard implements AutoCloseable {
  private final InputStream stream;
  private final Duration patience;
  private final Thread watch;
  private volatile long lastBytes = System.nanoTime();
  private volatile boolean stalled;

  StallGuard(InputStream stream, Duration patience) {
    this.stream = stream;
    this.patience = patience;
    long nanos = patience.toNanos();
    watch =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (long left = nanos;
                        left > 0;
                        left = lastBytes + nanos - System.nanoTime()) {
                      Thread.sleep(Duration.ofNanos(left));
                    }
                    stalled = true;
                    stream.close();
                  } catch (InterruptedException | IOException e) {
                    // Interrupted: the body is complete, or the stream already broken, so do not
                    // close it.
                  }
                });
  }

  /**
   * Reads from the stream as {@link InputStream#read(byte[])} does.
   *
   * @throws IOException also when nothing has arrived for too long
   */
  int read(byte[] piece) throws IOException {
    try {
      int count = stream.read(piece);
      lastBytes = System.nanoTime();
      return count;
    } catch (IOException e) {
      throw stalled ? new IOException("received nothing for " + Durations.format(patience), e) : e;
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
