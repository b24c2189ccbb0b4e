package dev.casement.hypervisor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A machine's events in the order of their arrival.
 *
 * <p>Serial lines wait while the queue is full, which slows the guest down in the end. All other
 * events are added at once; resets beyond the thousandth unread one are dropped, since they report
 * nothing new.
 */
public final class EventQueue {
  private static final int MOST_LINES = 1024;
  private static final int MOST_RESETS = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition lineTaken = lock.newCondition();
  private final Queue<MachineEvent> events = new ArrayDeque<>();
  private int lines;
  private int resets;
  private boolean closed;

  /** Adds a line, and waits for room while the queue is open. */
  public void putLine(MachineEvent.SerialLine line) {
    lock.lock();
    try {
      while (lines >= MOST_LINES && !closed) {
        lineTaken.awaitUninterruptibly();
      }
      if (!closed) {
        lines++;
        add(line);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds an event without waiting. */
  public void put(MachineEvent event) {
    lock.lock();
    try {
      if (event instanceof MachineEvent.Reset) {
        if (resets >= MOST_RESETS) {
          return;
        }
        resets++;
      }
      if (!closed) {
        add(event);
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(MachineEvent event) {
    events.add(event);
    arrived.signal();
  }

  /** Removes the next event, and waits at most this long for one. */
  public Optional<MachineEvent> next(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (events.isEmpty()) {
        if (left <= 0) {
          return Optional.empty();
        }
        left = arrived.awaitNanos(left);
      }
      MachineEvent event = events.remove();
      if (event instanceof MachineEvent.SerialLine) {
        lines--;
        lineTaken.signal();
      } else if (event instanceof MachineEvent.Reset) {
        resets--;
      }
      return Optional.of(event);
    } finally {
      lock.unlock();
    }
  }

  /** Accepts no more events, and releases threads that wait to add one. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      lineTaken.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
