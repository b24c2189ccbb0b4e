package dev.casement.cli.output;

import dev.casement.report.BuildEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** The progress of a stage as people read it, whether reported by the host or the guest. */
record Progress(Instant at, String stage, Optional<String> step, OptionalInt percent, String text) {

  /** Empty for an event that reports no progress. */
  static Optional<Progress> of(BuildEvent event) {
    return switch (event) {
      case BuildEvent.StageProgress(var at, var stage, var step, var percent, var text) ->
          Optional.of(new Progress(at, stage, step, percent, text));
      case BuildEvent.StepStarted(var at, var stage, var step, var title) ->
          ofGuest(at, stage, step, OptionalInt.empty(), title);
      case BuildEvent.StepProgress(var at, var stage, var step, var percent, var text) ->
          ofGuest(at, stage, step, percent, text);
      case BuildEvent.StepFinished(var at, var stage, var step, var elapsed) ->
          ofGuest(at, stage, step, OptionalInt.empty(), "done");
      case BuildEvent.StepFailed(var at, var stage, var step, var text) ->
          ofGuest(at, stage, step, OptionalInt.empty(), text.isEmpty() ? "failed" : text);
      case BuildEvent.BuildStarted other -> Optional.empty();
      case BuildEvent.StageStarted other -> Optional.empty();
      case BuildEvent.ScreenChanged other -> Optional.empty();
      case BuildEvent.DiskVerified other -> Optional.empty();
      case BuildEvent.ImageMade other -> Optional.empty();
      case BuildEvent.ImagePublished other -> Optional.empty();
      case BuildEvent.StageSkipped other -> Optional.empty();
      case BuildEvent.StageContinued other -> Optional.empty();
      case BuildEvent.StageFinished other -> Optional.empty();
      case BuildEvent.Warning other -> Optional.empty();
      case BuildEvent.BuildFinished other -> Optional.empty();
      case BuildEvent.BuildFailed other -> Optional.empty();
    };
  }

  private static Optional<Progress> ofGuest(
      Instant at, String stage, String step, OptionalInt percent, String text) {
    return Optional.of(new Progress(at, stage, Optional.of(step), percent, text));
  }
}
