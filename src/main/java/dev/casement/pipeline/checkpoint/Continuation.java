package dev.casement.pipeline.checkpoint;

import dev.casement.files.LockFile;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Continues a build from checkpoints, as far as the user wants it to, and keeps new ones. */
public final class Continuation {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /**
   * How many disks may lie over each other. With more, every read takes longer, and what newer
   * updates have replaced is still kept: the next refresh begins with the installation again.
   */
  private static final int DEEPEST = 8;

  private final Checkpoints checkpoints;
  private final Reuse reuse;
  private final List<String> stages;

  /**
   * @param stages the build's stages in order, one of which the user may have named
   */
  public Continuation(Checkpoints checkpoints, Reuse reuse, List<String> stages) {
    this.checkpoints = checkpoints;
    this.reuse = reuse;
    this.stages = List.copyOf(stages);
  }

  /**
   * The checkpoint that replaces a run of the key's stage; empty if the stage must run.
   *
   * @param after the checkpoint of the stage before
   * @throws BuildException USAGE if the user wants one that does not exist
   */
  public Optional<Checkpoint> at(CheckpointKey key, Optional<Checkpoint> after) {
    return switch (reuse) {
      case Reuse.Newest() -> checkpoints.find(key, after);
      case Reuse.Refresh(String stage) ->
          stage.equals(key.stage()) ? Optional.empty() : checkpoints.find(key, after);
      case Reuse.Before(String stage) ->
          stages.indexOf(key.stage()) < stages.indexOf(stage)
              ? Optional.of(checkpoints.find(key, after).orElseThrow(() -> missing(key, stage)))
              : Optional.empty();
    };
  }

  private static BuildException missing(CheckpointKey key, String stage) {
    return new BuildException(
        Failure.USAGE,
        "the build cannot continue with %s: there is no checkpoint after %s that fits this recipe and its media"
            .formatted(stage, key.stage()),
        "leave --from out: only what has to be repeated is repeated");
  }

  /**
   * Waits until no other build makes a checkpoint with this key; none does before the result is
   * closed.
   *
   * @param whileWaiting called again and again; an exception from it ends the wait
   */
  public LockFile claim(CheckpointKey key, Runnable whileWaiting) {
    while (true) {
      Optional<LockFile> claim = checkpoints.tryClaim(key);
      if (claim.isPresent()) {
        return claim.get();
      }
      whileWaiting.run();
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw BuildException.cancelled();
      }
    }
  }

  /**
   * The checkpoint that a run of this stage begins with: that of the stage before, or the newest
   * one of the stage itself if the user wants the stage to be done again on top of it.
   */
  public Checkpoint base(String stage, Checkpoint before) {
    return reuse.equals(new Reuse.Refresh(stage))
        ? checkpoints.newest(stage, before, DEEPEST).orElse(before)
        : before;
  }

  /** Keeps the machine of a finished VM run for later builds. */
  public Checkpoint save(String recipe, Checkpoints.Machine machine, Instant now) {
    return checkpoints.save(recipe, machine, now);
  }

  /**
   * Requires that the user has named a stage of this build, if any.
   *
   * @throws BuildException USAGE otherwise, with the names of all stages
   */
  public static void requireKnown(Reuse reuse, List<String> stages) {
    switch (reuse) {
      case Reuse.Newest() -> {}
      case Reuse.Refresh _ -> {}
      case Reuse.Before(String stage) -> {
        if (!stages.contains(stage)) {
          throw new BuildException(
              Failure.USAGE,
              "there is no stage " + stage,
              "name one of these with --from: " + String.join(", ", stages));
        }
      }
    }
  }
}
