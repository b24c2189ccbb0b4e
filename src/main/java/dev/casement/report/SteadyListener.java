package dev.casement.report;

import java.time.Clock;

/**
 * Hands events on to a listener that may fail: what hears of a build does not end it.
 *
 * <p>The first failure becomes a warning, which the listener hears as well if it can.
 */
public final class SteadyListener implements BuildListener {
  private final BuildListener listener;
  private final Clock clock;
  private boolean failed;

  public SteadyListener(BuildListener listener, Clock clock) {
    this.listener = listener;
    this.clock = clock;
  }

  @Override
  public void on(BuildEvent event) {
    try {
      listener.on(event);
    } catch (RuntimeException e) {
      if (!failed) {
        failed = true;
        on(new BuildEvent.Warning(clock.instant(), "some progress was not shown: " + e));
      }
    }
  }
}
