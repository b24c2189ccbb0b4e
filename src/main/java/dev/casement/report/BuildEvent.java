package dev.casement.report;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Something a build has to say while it runs; listeners print it, record it or ignore it. */
public sealed interface BuildEvent {
  /** When it happened, by the build's clock. */
  Instant at();

  /** The build begins; {@code stages} are the names of its stages in order. */
  record BuildStarted(Instant at, String build, List<String> stages) implements BuildEvent {
    public BuildStarted {
      stages = List.copyOf(stages);
    }
  }

  /** A stage begins; it is given up after {@code limit}. */
  record StageStarted(Instant at, String stage, Duration limit) implements BuildEvent {}

  /**
   * A stage is getting on.
   *
   * @param step the guest's step or the host's sub-step, where there is one
   * @param percent 0–100 of the step, where it is known
   */
  record StageProgress(
      Instant at, String stage, Optional<String> step, OptionalInt percent, String text)
      implements BuildEvent {}

  /** A stage had nothing to do; {@code why} says so in a few words. */
  record StageSkipped(Instant at, String stage, String why) implements BuildEvent {}

  /** A stage is done. */
  record StageFinished(Instant at, String stage, Duration elapsed) implements BuildEvent {}

  /** Something the user should know that does not stop the build. */
  record Warning(Instant at, String text) implements BuildEvent {}

  /** The image is made. */
  record BuildFinished(Instant at, Duration elapsed, Path image, Path manifest)
      implements BuildEvent {}

  /**
   * The build is over; there is no image, unless the stage is PublishImage. {@code evidence} is
   * where to look, if a machine ran in that stage.
   */
  record BuildFailed(
      Instant at,
      Failure failure,
      Optional<String> stage,
      String message,
      String remedy,
      Optional<Path> evidence)
      implements BuildEvent {}
}
