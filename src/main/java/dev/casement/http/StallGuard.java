package dev.casement.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes a stream that has delivered no data for a while, so that its reader fails instead of
 * waiting forever: the JDK's HttpClient has a time limit for a response's headers, not for its
 * body.
 */
final class StallGuard implements AutoCloseable {
  private final Thread watch;
  private volatile long lastBytes = System.nanoTime();
  private volatile boolean stalled;

  StallGuard(InputStream stream, Duration patience) {
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

  /** Records that data has arrived. */
  void alive() {
    lastBytes = System.nanoTime();
  }

  boolean hasStalled() {
    return stalled;
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
