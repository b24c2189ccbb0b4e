package dev.casement.cli.console;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildEvent.BuildFailed;
import dev.casement.report.BuildEvent.BuildFinished;
import dev.casement.report.BuildEvent.StageStarted;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passes events on, and remembers those needed for the error message. */
public final class LastWords implements BuildListener {
  private final BuildListener next;
  private @Nullable StageStarted stage;
  private @Nullable BuildFailed failed;
  private @Nullable BuildFinished finished;

  public LastWords(BuildListener next) {
    this.next = next;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    if (event instanceof StageStarted started) {
      stage = started;
    }
    if (event instanceof BuildFailed last) {
      failed = last;
    }
    if (event instanceof BuildFinished last) {
      finished = last;
    }
    next.on(event);
  }

  /** Emits an event for this failure unless a build has already reported one. */
  public synchronized void ensureFailure(BuildException e, Instant now) {
    if (failed == null) {
      on(
          new BuildFailed(
              now, e.failure(), Optional.empty(), e.what(), e.remedy(), Optional.empty()));
    }
  }

  /** The event of the build's failure. */
  public synchronized Optional<BuildFailed> failure() {
    return Optional.ofNullable(failed);
  }

  /** The event of the build's success. */
  public synchronized Optional<BuildFinished> success() {
    return Optional.ofNullable(finished);
  }

  /** How long the failed stage had run. */
  public synchronized Optional<Duration> stageElapsed() {
    if (stage == null || failed == null || !failed.stage().equals(Optional.of(stage.stage()))) {
      return Optional.empty();
    }
    return Optional.of(Duration.between(stage.at(), failed.at()));
  }
}
