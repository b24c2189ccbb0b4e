package dev.casement.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process and its descendants, terminated together. */
final class ProcessTree {
  private static final Duration POLITE = Duration.ofSeconds(2);
  private static final Duration FORCED = Duration.ofSeconds(5);

  private final Process root;

  ProcessTree(Process root) {
    this.root = root;
  }

  /**
   * Terminates all processes, forcibly after two seconds, and waits for them to end. Preserves the
   * thread's interrupt status.
   */
  void end() {
    // Collect the children first: they get another parent when the root ends.
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

  /** Waits for all to end, even if interrupted; returns whether it was interrupted. */
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
          // The others are not our children, so they can only be polled.
          TimeUnit.MILLISECONDS.sleep(5);
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}
