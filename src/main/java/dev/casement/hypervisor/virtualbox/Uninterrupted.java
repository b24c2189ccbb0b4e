package dev.casement.hypervisor.virtualbox;

import dev.casement.report.BuildException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Work that an interrupt would leave half done. */
final class Uninterrupted {
  private Uninterrupted() {}

  /**
   * Runs it to its end on a thread of its own. An interrupt of this thread, however often and
   * whenever it comes, cuts none of its calls short; it is there again afterwards.
   *
   * @throws BuildException as the work does
   */
  static void run(Runnable work) {
    try {
      // join remembers an interrupt and waits on, unlike get.
      CompletableFuture.runAsync(work, task -> Thread.ofVirtual().start(task)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof BuildException failure ? failure : e;
    }
  }
}
