package dev.casement.hypervisor.openstack;

import dev.casement.files.LockFile;
import dev.casement.http.Web;
import dev.casement.hypervisor.Progress;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.Durations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Waits for a cloud, and turns what its services refuse into failures of the hypervisor.
 *
 * @param look how long to wait before the cloud is asked again
 * @param timer for limits
 */
record CloudCalls(Duration look, Clock timer, Progress progress) {
  /** For what a cloud does in seconds, such as detaching a volume. */
  static final Duration SOON = Duration.ofMinutes(5);

  /** How often to look for something that may have been created. */
  private static final int LOOKS = 6;

  /** For copying a whole disk within the cloud. */
  static final Duration COPIED = Duration.ofHours(4);

  CloudCalls reportingTo(Progress receiver) {
    return new CloudCalls(look, timer, receiver);
  }

  void tell(String text) {
    progress.progress(OptionalInt.empty(), text);
  }

  /**
   * Asks until there is an answer.
   *
   * @param what is waited for, a clause such as {@code volume 1 to be available}
   * @param question empty while there is no answer yet
   * @throws BuildException CLOUD when there is none within the limit
   */
  <T> T await(String what, Duration limit, Supplier<Optional<T>> question) {
    Instant end = timer.instant().plus(limit);
    while (true) {
      Optional<T> answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (!timer.instant().isBefore(end)) {
        throw failure(
            "waited " + Durations.format(limit) + " in vain for " + what,
            "ask the operator of the cloud what its services say; then run the same command again");
      }
      tell("waiting for " + what);
      Web.pause(look);
    }
  }

  static BuildException failure(String what, String remedy) {
    return new BuildException(Failure.CLOUD, what, remedy);
  }

  /** Does something whose refusal is a failure of category CLOUD. */
  static <T> T translated(Supplier<T> action) {
    try {
      return action.get();
    } catch (BuildException e) {
      throw translated(e);
    }
  }

  /** As {@link #translated(Supplier)}. */
  static void translated(Runnable action) {
    translated(
        () -> {
          action.run();
          return true;
        });
  }

  private static BuildException translated(BuildException failure) {
    if (failure.failure() != Failure.PUBLISH) {
      return failure;
    }
    BuildException cloud =
        new BuildException(Failure.CLOUD, failure.what(), failure.remedy(), failure.getCause());
    for (Throwable suppressed : failure.getSuppressed()) {
      cloud.addSuppressed(suppressed);
    }
    return cloud;
  }

  /**
   * Deletes something, even when the user has cancelled the build or its time is over.
   *
   * @param deletion gets calls that nothing stops but their limits
   * @throws BuildException CLOUD when it is still there
   */
  void delete(Consumer<CloudCalls> deletion) {
    // An interrupt would abort this.
    boolean interrupted = Thread.interrupted();
    try {
      translated(() -> deletion.accept(reportingTo(new Unstoppable(progress))));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * As {@link #delete}, but tells the user what remains instead of failing: for what is given up
   * because of another failure, or with other things.
   *
   * @param kind {@code server}, {@code volume} or {@code image}
   * @param id or a name that only one has
   */
  void cleanUp(String kind, String id, Consumer<CloudCalls> deletion) {
    try {
      delete(deletion);
    } catch (RuntimeException e) {
      String why = e instanceof BuildException known ? known.what() : String.valueOf(e);
      progress.warn(
          "%s %s could not be deleted (%s): openstack %s delete %s"
              .formatted(kind, id, why, kind, id));
    }
  }

  /**
   * Looks for what a request may have created whose answer has not arrived; it may take a while to
   * be seen.
   */
  <T> Optional<T> seek(Supplier<Optional<T>> question) {
    Optional<T> found = question.get();
    for (int count = 1; count < LOOKS && found.isEmpty(); count++) {
      Web.pause(look);
      found = question.get();
    }
    return found;
  }

  /**
   * Takes a lock of this host.
   *
   * @param waiting what is told while others hold it
   * @throws BuildException HOST when the file cannot be locked
   */
  LockFile lock(Path file, String waiting) {
    try {
      Optional<LockFile> lock = LockFile.tryAcquire(file);
      while (lock.isEmpty()) {
        tell(waiting);
        Web.pause(look);
        lock = LockFile.tryAcquire(file);
      }
      return lock.get();
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, file + " cannot be locked: " + e, "check the permissions of --work-dir", e);
    }
  }

  /** Passes everything on, but lets nobody stop what is being done. */
  private record Unstoppable(Progress receiver) implements Progress {
    @Override
    public void progress(OptionalInt percent, String text) {
      try {
        receiver.progress(percent, text);
      } catch (BuildException e) {
        // The build is over; what is left of it is still to be deleted.
      }
    }

    @Override
    public void warn(String text) {
      receiver.warn(text);
    }
  }
}
