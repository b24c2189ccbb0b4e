package dev.casement.hypervisor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events on their way from a machine to whoever watches it, in the order of their arrival.
 *
 * <p>A flood of serial lines waits at the door until lines are taken out, which in the end slows
 * the guest down; everything else comes in at once, but for resets beyond the thousandth that
 * nobody has read yet, which report nothing new.
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

  /** Adds a line, waiting for room as long as the queue is open. */
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

  /** Takes the next event out, waiting at most this long for one. */
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

  /** Accepts nothing more, and wakes whoever waits to add something. */
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
