package dev.casement.report;

/** Receives the events of a build; called by one thread at a time, and must not block. */
@FunctionalInterface
public interface BuildListener {
  void on(BuildEvent event);
}
