package dev.casement.report;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hands each event to several listeners, one event after the other, so that all of them hear the
 * same order whatever thread an event comes from.
 *
 * <p>What hears of a build does not end it: the first failure of a listener becomes a warning,
 * which all listeners hear.
 */
public final class Listeners implements BuildListener {
  private final List<Steady> listeners;
  private final Clock clock;

  public Listeners(List<BuildListener> listeners, Clock clock) {
    this.listeners = listeners.stream().map(Steady::new).toList();
    this.clock = clock;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    List<RuntimeException> failures = new ArrayList<>();
    for (Steady listener : listeners) {
      listener.hear(event).ifPresent(failures::add);
    }
    // Afterwards, so that nobody hears the warning before the event.
    for (RuntimeException e : failures) {
      on(new BuildEvent.Warning(clock.instant(), "some progress was not shown: " + e));
    }
  }

  /** A listener, and whether it has failed before. */
  private static final class Steady {
    private final BuildListener listener;
    private boolean failed;

    Steady(BuildListener listener) {
      this.listener = listener;
    }

    /** Its failure, if that is its first. */
    Optional<RuntimeException> hear(BuildEvent event) {
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
