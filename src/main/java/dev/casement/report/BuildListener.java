package dev.casement.report;

/** Hears what a build has to say; called by one thread at a time, and must not block. */
@FunctionalInterface
public interface BuildListener {
  void on(BuildEvent event);
}
