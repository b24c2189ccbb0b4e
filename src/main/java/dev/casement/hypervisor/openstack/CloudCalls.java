package dev.casement.hypervisor.openstack;

import dev.casement.http.Web;
import dev.casement.hypervisor.Progress;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
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
   * Deletes something, even when the user has cancelled the build; tells the user what remains if
   * that fails.
   *
   * @param by the command that deletes it by hand
   */
  void cleanUp(String what, String by, Runnable deletion) {
    // An interrupt would abort this.
    boolean interrupted = Thread.interrupted();
    try {
      deletion.run();
    } catch (BuildException e) {
      progress.warn(what + " could not be deleted (" + e.what() + "): " + by);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
