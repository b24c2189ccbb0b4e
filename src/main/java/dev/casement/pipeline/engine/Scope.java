package dev.casement.pipeline.engine;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The resources a build has acquired, closed last-in-first-out after success, failure and Ctrl-C
 * alike.
 */
public final class Scope implements AutoCloseable {
  /**
   * A resource to close.
   *
   * @param work whether the user may want to examine it after a failed build
   */
  private record Acquired(AutoCloseable resource, boolean work) {}

  private final Deque<Acquired> acquired = new ArrayDeque<>();
  private boolean workIsKept;

  /** Registers an acquired resource and returns it. */
  public synchronized <T extends AutoCloseable> T register(T resource) {
    acquired.push(new Acquired(resource, false));
    return resource;
  }

  /** Registers a resource that a failed build may keep for examination, and returns it. */
  public synchronized <T extends AutoCloseable> T registerWork(T resource) {
    acquired.push(new Acquired(resource, true));
    return resource;
  }

  /** Sets whether resources registered as work are kept at the end. */
  public synchronized void keepWork(boolean keep) {
    workIsKept = keep;
  }

  /** Whether resources registered as work may be kept at the end. */
  public synchronized boolean mayKeepWork() {
    return workIsKept;
  }

  /** How many resources there are, for {@link #closeBeyond}. */
  synchronized int size() {
    return acquired.size();
  }

  /**
   * Closes what was registered since there were as many resources as this, work or not, as {@link
   * #close()} does.
   */
  synchronized void closeBeyond(int size) {
    close(size, false);
  }

  /**
   * Closes everything, even if closing some of it fails; the first failure is thrown at the end
   * with the others suppressed. A pending interrupt is restored afterwards, since it would cut the
   * clean-up short.
   *
   * @throws BuildException the first failure; HOST if it is another kind of exception
   */
  @Override
  public synchronized void close() {
    close(0, workIsKept);
  }

  private void close(int size, boolean keepWork) {
    boolean interrupted = Thread.interrupted();
    BuildException first = null;
    while (acquired.size() > size) {
      Acquired last = acquired.pop();
      if (last.work() && keepWork) {
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
