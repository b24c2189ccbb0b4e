package dev.casement.hypervisor;

import java.util.OptionalInt;

/** Receives what a hypervisor does before and after a machine runs. */
public interface Progress {
  /**
   * Reports progress. May throw to stop what is being done, which is then undone.
   *
   * @param percent 0–100 of what is being copied; empty otherwise
   */
  void progress(OptionalInt percent, String text);

  /** Reports a problem that does not stop the hypervisor. */
  void warn(String text);

  /** Ignores everything. */
  static Progress none() {
    return new Progress() {
      @Override
      public void progress(OptionalInt percent, String text) {
        // Nobody is interested.
      }

      @Override
      public void warn(String text) {
        // Nobody is interested.
      }
    };
  }
}
