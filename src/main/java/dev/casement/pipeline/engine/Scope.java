package dev.casement.pipeline.engine;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Everything a build has acquired and must give back, closed last-in-first-out: after success,
 * after failure and after Ctrl-C alike.
 */
public final class Scope implements AutoCloseable {
  /**
   * Something to give back.
   *
   * @param work whether somebody may want to look at it when the build has failed
   */
  private record Acquired(AutoCloseable resource, boolean work) {}

  private final Deque<Acquired> acquired = new ArrayDeque<>();
  private boolean worksAreKept;

  /** Remembers what was just acquired and returns it. */
  public synchronized <T extends AutoCloseable> T register(T resource) {
    acquired.push(new Acquired(resource, false));
    return resource;
  }

  /** The same for what a failed build may leave for a look at it. */
  public synchronized <T extends AutoCloseable> T registerWork(T resource) {
    acquired.push(new Acquired(resource, true));
    return resource;
  }

  /** From now on, whether what was registered as work is left as it is at the end. */
  public synchronized void keepWork(boolean keep) {
    worksAreKept = keep;
  }

  /**
   * Closes everything, also when some of it fails to close; the first failure is thrown at the end
   * with the others suppressed. A pending interrupt is kept aside meanwhile, for it would cut the
   * clean-up short.
   *
   * @throws BuildException what a resource throws of this kind, else HOST
   */
  @Override
  public synchronized void close() {
    boolean interrupted = Thread.interrupted();
    BuildException first = null;
    while (!acquired.isEmpty()) {
      Acquired last = acquired.pop();
      if (last.work() && worksAreKept) {
        continue;
      }
      try {
        last.resource().close();
      } catch (Exception e) {
        if (first == null) {
          first = failure(e);
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (first != null) {
      throw first;
    }
  }

  private static BuildException failure(Exception e) {
    return e instanceof BuildException known
        ? known
        : new BuildException(
            Failure.HOST,
            "cleaning up failed: " + e,
            "delete what is left in --work-dir when nothing uses it any longer",
            e);
  }
}
