package dev.casement.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process with everything it has started, to be ended together. */
final class ProcessTree {
  private static final Duration POLITE = Duration.ofSeconds(2);
  private static final Duration FORCED = Duration.ofSeconds(5);

  private final Process root;

  ProcessTree(Process root) {
    this.root = root;
  }

  /**
   * Asks all to end, and after two seconds ends what is left for good. Returns when the root has
   * ended, with the thread's interrupt status as it was.
   */
  void end() {
    // Once the root has ended its children have another parent: remember them first.
    List<ProcessHandle> members = members();
    members.forEach(ProcessHandle::destroy);
    boolean interrupted = waitFor(members, POLITE);
    Stream.concat(members.stream(), members().stream())
        .filter(ProcessHandle::isAlive)
        .forEach(ProcessHandle::destroyForcibly);
    interrupted |= waitFor(members, FORCED);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<ProcessHandle> members() {
    return Stream.concat(Stream.of(root.toHandle()), root.descendants()).toList();
  }

  /** Waits for all to end, also when interrupted, and says whether it was. */
  private boolean waitFor(List<ProcessHandle> members, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (members.stream().anyMatch(ProcessHandle::isAlive)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return interrupted;
      }
      try {
        if (root.isAlive()) {
          root.waitFor(left, TimeUnit.NANOSECONDS);
        } else {
          // The others are no children of ours: they can only be looked at.
          TimeUnit.MILLISECONDS.sleep(5);
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}
