package dev.casement.cli.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The events of all builds for those who look, in order and numbered from 1. Progress is kept only
 * as far as a page shows it; all else is kept up to a limit that builds do not reach.
 */
final class Journal {
  private static final int MOST_PROGRESS = 400;
  private static final int MOST_ENTRIES = 10_000;

  private final List<Entry> entries = new ArrayList<>();
  private long lastId;
  private int progress;
  private boolean over;

  /**
   * @param data one line
   * @param isProgress whether later entries make it less interesting
   */
  record Entry(long id, String data, boolean isProgress) {}

  /**
   * What is new.
   *
   * @param over whether nothing will follow
   */
  record News(List<Entry> entries, boolean over) {
    News {
      entries = List.copyOf(entries);
    }
  }

  synchronized void add(String data, boolean isProgress) {
    entries.add(new Entry(++lastId, data, isProgress));
    if (isProgress && ++progress > MOST_PROGRESS) {
      removeFirstProgress();
    }
    if (entries.size() > MOST_ENTRIES) {
      progress -= entries.removeFirst().isProgress() ? 1 : 0;
    }
    notifyAll();
  }

  private void removeFirstProgress() {
    for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
      if (all.next().isProgress()) {
        all.remove();
        progress--;
        return;
      }
    }
  }

  /** Nothing follows. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /** The entries after this one; waits at most {@code patience} for the first. */
  synchronized News after(long id, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (lastId <= id && !over) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        break;
      }
      wait(millis);
    }
    return new News(entries.stream().filter(entry -> entry.id() > id).toList(), over);
  }
}
