package dev.casement.hypervisor.virtualbox;

import dev.casement.report.BuildException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs work that an interrupt would leave half done. */
final class Uninterrupted {
  private Uninterrupted() {}

  /**
   * Runs the work to completion on another thread. Interrupts of this thread do not affect it; the
   * interrupt status is set again afterwards.
   *
   * @throws BuildException as the work does
   */
  static void run(Runnable work) {
    try {
      // Unlike get, join keeps waiting when interrupted and restores the interrupt status.
      CompletableFuture.runAsync(work, task -> Thread.ofVirtual().start(task)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof BuildException failure ? failure : e;
    }
  }
}
