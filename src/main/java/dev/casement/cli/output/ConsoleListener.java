package dev.casement.cli.output;

import dev.casement.report.BuildEvent;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Draws a {@link ConsoleView} on a terminal, on a separate thread, so that stopping the terminal
 * with Ctrl-S does not stop the build.
 *
 * <p>The live line is written with line wrap off (DECAWM, {@code CSI ? 7 l}): the terminal cuts it
 * off at its edge, whatever its width, and one carriage return gets back to the start. See "Xterm
 * Control Sequences", https://invisible-island.net/xterm/ctlseqs/ctlseqs.html.
 */
final class ConsoleListener implements ProgressListener {
  private static final String LINE_START = "\r";
  private static final String CLEAR_TO_END = "\u001b[K";
  private static final String WRAP_OFF = "\u001b[?7l";
  private static final String WRAP_ON = "\u001b[?7h";

  private static final long TICK_MILLIS = 1000;
  private static final long SHORTEST_MILLIS = 60;
  private static final long CLOSING_MILLIS = 2000;

  /** More than any build prints; limits memory if the terminal stays stopped. */
  private static final int MOST_LINES = 1000;

  private final PrintStream out;
  private final Clock clock;
  private final ConsoleView view;
  private final Deque<String> lines = new ArrayDeque<>();
  private final Semaphore changes = new Semaphore(0);
  private final Thread drawer;
  private volatile boolean closed;

  ConsoleListener(PrintStream out, ConsoleStyle style, Clock clock) {
    this.out = out;
    this.clock = clock;
    this.view = new ConsoleView(style);
    this.drawer = Thread.ofPlatform().daemon().name("progress").start(this::draw);
  }

  @Override
  public synchronized void on(BuildEvent event) {
    for (String line : view.show(event)) {
      if (lines.size() == MOST_LINES) {
        lines.removeFirst();
      }
      lines.addLast(line);
    }
    changes.release();
  }

  @Override
  public void close() {
    closed = true;
    changes.release();
    boolean interrupted = Thread.interrupted();
    try {
      drawer.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void draw() {
    try {
      boolean more = true;
      while (more) {
        more = awaitChange();
        write(more);
        Thread.sleep(more ? SHORTEST_MILLIS : 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for an event or the next second; false once closed. */
  private boolean awaitChange() throws InterruptedException {
    if (changes.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
      changes.drainPermits();
    }
    return !closed;
  }

  private void write(boolean alive) {
    List<String> staying;
    Optional<String> live;
    synchronized (this) {
      staying = new ArrayList<>(lines);
      lines.clear();
      live = alive ? view.liveLine(clock.instant()) : Optional.empty();
    }
    StringBuilder text = new StringBuilder(LINE_START).append(CLEAR_TO_END);
    staying.forEach(line -> text.append(line).append('\n'));
    // Without wrap, excess characters overwrite the last column; the blank clears it.
    live.ifPresent(line -> text.append(WRAP_OFF).append(line).append(' ').append(WRAP_ON));
    out.print(text);
    out.flush();
  }
}
