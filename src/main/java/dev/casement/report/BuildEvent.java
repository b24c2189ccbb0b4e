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
   * The host's part of a stage is getting on.
   *
   * @param step the sub-step, where there is one
   * @param percent 0–100 of the sub-step, where it is known
   */
  record StageProgress(
      Instant at, String stage, Optional<String> step, OptionalInt percent, String text)
      implements BuildEvent {}

  /** Something that happens in a machine. */
  sealed interface GuestEvent extends BuildEvent {
    /** The stage whose VM run it is. */
    String stage();
  }

  /**
   * A step of the guest begins, or begins again after a restart.
   *
   * @param title what it does, in the imperative
   */
  record StepStarted(Instant at, String stage, String step, String title) implements GuestEvent {}

  /**
   * A step of the guest is getting on.
   *
   * @param percent 0–100 of the step, where it is known
   * @param text may be empty
   */
  record StepProgress(Instant at, String stage, String step, OptionalInt percent, String text)
      implements GuestEvent {}

  /**
   * A step of the guest is done.
   *
   * @param elapsed since it was started first
   */
  record StepFinished(Instant at, String stage, String step, Duration elapsed)
      implements GuestEvent {}

  /** A step of the guest has failed, which ends the VM run; {@code text} is the guest's reason. */
  record StepFailed(Instant at, String stage, String step, String text) implements GuestEvent {}

  /**
   * The machine's screen shows something else than before.
   *
   * @param screenshot a PNG that later screens of this VM run replace
   */
  record ScreenChanged(Instant at, String stage, Path screenshot) implements GuestEvent {}

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
