package dev.casement.report;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** An event of a running build, for listeners to print, record or ignore. */
public sealed interface BuildEvent {
  /** When it happened, by the build's clock. */
  Instant at();

  /** The build begins; {@code stages} are the names of its stages in order. */
  record BuildStarted(Instant at, String build, List<String> stages) implements BuildEvent {
    public BuildStarted {
      stages = List.copyOf(stages);
    }
  }

  /** A stage begins; it is stopped after {@code limit}. */
  record StageStarted(Instant at, String stage, Duration limit) implements BuildEvent {}

  /**
   * Progress of the host's part of a stage.
   *
   * @param step the sub-step, if any
   * @param percent 0–100 of the sub-step, if known
   */
  record StageProgress(
      Instant at, String stage, Optional<String> step, OptionalInt percent, String text)
      implements BuildEvent {}

  /** An event inside a virtual machine. */
  sealed interface GuestEvent extends BuildEvent {
    /** The stage that the VM run belongs to. */
    String stage();
  }

  /**
   * A step of the guest begins, or begins again after a restart.
   *
   * @param title what it does, in the imperative
   */
  record StepStarted(Instant at, String stage, String step, String title) implements GuestEvent {}

  /**
   * Progress of a step of the guest.
   *
   * @param percent 0–100 of the step, if known
   * @param text may be empty
   */
  record StepProgress(Instant at, String stage, String step, OptionalInt percent, String text)
      implements GuestEvent {}

  /**
   * A step of the guest is done.
   *
   * @param elapsed since its first start
   */
  record StepFinished(Instant at, String stage, String step, Duration elapsed)
      implements GuestEvent {}

  /** A step of the guest has failed, which ends the VM run; {@code text} is the guest's reason. */
  record StepFailed(Instant at, String stage, String step, String text) implements GuestEvent {}

  /**
   * The machine's screen has changed.
   *
   * @param screenshot a PNG file that later screens of this VM run replace
   */
  record ScreenChanged(Instant at, String stage, Path screenshot) implements GuestEvent {}

  /**
   * The finished disk has been checked from outside. Errors that the recipe does not allow end the
   * build next; what remains is told as warnings, too.
   *
   * @param rules how many were checked
   */
  record DiskVerified(Instant at, String stage, int rules, List<Found> findings)
      implements BuildEvent {
    public DiskVerified {
      findings = List.copyOf(findings);
    }

    /**
     * A finding.
     *
     * @param rule its id
     * @param place the partition, file, key or value
     */
    public record Found(String rule, Severity severity, String place, String message) {}

    /** How many findings are of this severity. */
    public long count(Severity severity) {
      return findings.stream().filter(found -> found.severity() == severity).count();
    }
  }

  /** The image, its manifest and its report are complete; what may follow is publishing. */
  record ImageMade(Instant at, String stage, Path image, Path manifest) implements BuildEvent {}

  /**
   * The image is active in an image store.
   *
   * @param id of the image there
   * @param name of the image there
   */
  record ImagePublished(Instant at, String stage, String cloud, String id, String name)
      implements BuildEvent {}

  /** A stage had nothing to do; {@code why} is a short reason. */
  record StageSkipped(Instant at, String stage, String why) implements BuildEvent {}

  /** A stage need not run: the build continues from its checkpoint, which was kept at this time. */
  record StageContinued(Instant at, String stage, Instant checkpoint) implements BuildEvent {}

  /** A stage is done. */
  record StageFinished(Instant at, String stage, Duration elapsed) implements BuildEvent {}

  /** Something the user should know that does not stop the build. */
  record Warning(Instant at, String text) implements BuildEvent {}

  /** The image is complete. */
  record BuildFinished(Instant at, Duration elapsed, Path image, Path manifest)
      implements BuildEvent {}

  /**
   * The build has failed. There is no image, unless the stage is PublishImage. {@code evidence} is
   * missing if the build failed before it had locked its name, or only in its clean-up, and if it
   * cannot be written.
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
