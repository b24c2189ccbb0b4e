package dev.casement.report;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Passes each event to several listeners, one event at a time, so that all receive the same order
 * whatever thread an event comes from.
 *
 * <p>A failing listener does not stop the build: its first failure becomes a warning to all
 * listeners.
 */
public final class Listeners implements BuildListener {
  private final List<Guarded> listeners;
  private final Clock clock;

  public Listeners(List<BuildListener> listeners, Clock clock) {
    this.listeners = listeners.stream().map(Guarded::new).toList();
    this.clock = clock;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    List<RuntimeException> failures = new ArrayList<>();
    for (Guarded listener : listeners) {
      listener.deliver(event).ifPresent(failures::add);
    }
    // Afterwards, so that no listener receives the warning before the event.
    for (RuntimeException e : failures) {
      on(new BuildEvent.Warning(clock.instant(), "some progress was not shown: " + e));
    }
  }

  /** A listener, and whether it has failed before. */
  private static final class Guarded {
    private final BuildListener listener;
    private boolean failed;

    Guarded(BuildListener listener) {
      this.listener = listener;
    }

    /** Passes the event on; returns the listener's failure if it is its first. */
    Optional<RuntimeException> deliver(BuildEvent event) {
      try {
        listener.on(event);
        return Optional.empty();
      } catch (RuntimeException e) {
        boolean first = !failed;
        failed = true;
        return first ? Optional.of(e) : Optional.empty();
      }
    }
  }
}
