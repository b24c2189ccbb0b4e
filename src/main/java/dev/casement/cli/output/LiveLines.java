package dev.casement.cli.output;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildListener;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Draws a {@link ConsoleView} for each build on a terminal, on a separate thread, so that stopping
 * the terminal with Ctrl-S does not stop the builds.
 *
 * <p>Live lines are written with line wrap off (DECAWM, {@code CSI ? 7 l}): the terminal cuts them
 * off at its edge, whatever its width, so that each takes one row, and a carriage return and as
 * many rows up (CUU) get back to the start. See "Xterm Control Sequences",
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html.
 */
final class LiveLines implements BuildsListener {
  private static final String LINE_START = "\r";
  private static final String CLEAR_TO_END = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String WRAP_OFF = "\u001b[?7l";
  private static final String WRAP_ON = "\u001b[?7h";

  private static final long TICK_MILLIS = 1000;
  private static final long SHORTEST_MILLIS = 60;
  private static final long CLOSING_MILLIS = 2000;

  /** More than any build prints; limits memory if the terminal stays stopped. */
  private static final int MOST_LINES = 1000;

  private final PrintStream out;
  private final Clock clock;
  private final ConsoleStyle style;
  private final List<ConsoleView> views = new ArrayList<>();
  private final Deque<String> lines = new ArrayDeque<>();
  private final Semaphore changes = new Semaphore(0);
  private Thread drawer;
  private volatile boolean closed;
  private boolean paused;

  /** How many live lines the terminal shows. */
  private int shown;

  LiveLines(PrintStream out, ConsoleStyle style, Clock clock) {
    this.out = out;
    this.clock = clock;
    this.style = style;
    this.drawer = startDrawing();
  }

  private Thread startDrawing() {
    return Thread.ofPlatform().daemon().name("progress").start(this::draw);
  }

  @Override
  public BuildListener of(String build) {
    return listener(new ConsoleView(style, build));
  }

  /** The listener of the only build. */
  BuildListener only() {
    return listener(new ConsoleView(style));
  }

  private synchronized BuildListener listener(ConsoleView view) {
    views.add(view);
    return event -> on(view, event);
  }

  /** Draws what is pending, and nothing more until the next event. */
  void pause() {
    close();
    paused = true;
  }

  private synchronized void on(ConsoleView view, BuildEvent event) {
    if (paused) {
      paused = false;
      closed = false;
      drawer = startDrawing();
    }
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
    paused = false;
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
    List<String> live;
    synchronized (this) {
      staying = new ArrayList<>(lines);
      lines.clear();
      live =
          alive
              ? views.stream().flatMap(view -> view.liveLine(clock.instant()).stream()).toList()
              : List.of();
    }
    StringBuilder text = new StringBuilder(LINE_START);
    text.append(shown > 1 ? "\u001b[" + (shown - 1) + "A" + CLEAR_BELOW : CLEAR_TO_END);
    staying.forEach(line -> text.append(line).append('\n'));
    // Without wrap, excess characters overwrite the last column; the blank clears it.
    text.append(
        live.stream()
            .map(line -> WRAP_OFF + line + ' ' + WRAP_ON)
            .collect(Collectors.joining("\n")));
    shown = live.size();
    out.print(text);
    out.flush();
  }
}
