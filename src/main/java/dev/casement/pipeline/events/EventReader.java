package dev.casement.pipeline.events;

import dev.casement.report.BuildEvent;
import dev.casement.report.Failure;
import dev.casement.report.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads an event that {@link EventJson} has written. */
final class EventReader {
  private final JsonNode json;

  private EventReader(JsonNode json) {
    this.json = json;
  }

  /** The event on this line; empty if it is none, or one of a newer version of Casement. */
  static Optional<BuildEvent> read(String line) {
    try {
      return new EventReader(JsonMapper.shared().readTree(line)).event();
    } catch (JacksonException | DateTimeParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<BuildEvent> event() {
    String event = json.path("event").asString("");
    if (event.isEmpty()) {
      return Optional.empty();
    }
    Instant at = time("at");
    return switch (event) {
      case "build-started" -> Optional.of(new BuildEvent.BuildStarted(at, text("build"), stages()));
      case "build-finished" ->
          Optional.of(
              new BuildEvent.BuildFinished(
                  at, seconds("elapsedSeconds"), path("image"), path("manifest")));
      case "build-failed" -> Optional.of(failed(at));
      case "warning" -> Optional.of(new BuildEvent.Warning(at, text("text")));
      default -> ofStage(event, at, text("stage"));
    };
  }

  private Optional<BuildEvent> ofStage(String event, Instant at, String stage) {
    return switch (event) {
      case "stage-started" ->
          Optional.of(new BuildEvent.StageStarted(at, stage, seconds("limitSeconds")));
      case "stage-progress" ->
          Optional.of(
              new BuildEvent.StageProgress(at, stage, optional("step"), percent(), text("text")));
      case "stage-skipped" -> Optional.of(new BuildEvent.StageSkipped(at, stage, text("why")));
      case "stage-continued" ->
          Optional.of(new BuildEvent.StageContinued(at, stage, time("checkpoint")));
      case "stage-finished" ->
          Optional.of(new BuildEvent.StageFinished(at, stage, seconds("elapsedSeconds")));
      case "disk-verified" ->
          Optional.of(
              new BuildEvent.DiskVerified(
                  at, stage, json.path("rules").asInt(0), found(json.path("findings"))));
      case "image-made" ->
          Optional.of(new BuildEvent.ImageMade(at, stage, path("image"), path("manifest")));
      case "image-published" ->
          Optional.of(
              new BuildEvent.ImagePublished(at, stage, text("cloud"), text("id"), text("name")));
      case "screen-changed" ->
          Optional.of(new BuildEvent.ScreenChanged(at, stage, path("screenshot")));
      default -> ofStep(event, at, stage);
    };
  }

  private Optional<BuildEvent> ofStep(String event, Instant at, String stage) {
    String step = text("step");
    return switch (event) {
      case "step-started" ->
          Optional.of(new BuildEvent.StepStarted(at, stage, step, text("title")));
      case "step-progress" ->
          Optional.of(new BuildEvent.StepProgress(at, stage, step, percent(), text("text")));
      case "step-finished" ->
          Optional.of(new BuildEvent.StepFinished(at, stage, step, seconds("elapsedSeconds")));
      case "step-failed" -> Optional.of(new BuildEvent.StepFailed(at, stage, step, text("text")));
      default -> Optional.empty();
    };
  }

  private BuildEvent failed(Instant at) {
    String word = text("failure");
    return new BuildEvent.BuildFailed(
        at,
        // A newer version may have more of them.
        Arrays.stream(Failure.values())
            .filter(each -> each.word().equals(word))
            .findFirst()
            .orElse(Failure.INTERNAL),
        optional("stage"),
        text("message"),
        text("remedy"),
        optional("evidence").map(Path::of));
  }

  private static List<BuildEvent.DiskVerified.Found> found(JsonNode findings) {
    return findings
        .valueStream()
        .map(EventReader::new)
        .map(
            finding ->
                new BuildEvent.DiskVerified.Found(
                    finding.text("rule"),
                    finding.text("severity").equals(Severity.ERROR.toString())
                        ? Severity.ERROR
                        : Severity.WARNING,
                    finding.text("place"),
                    finding.text("message")))
        .toList();
  }

  private List<String> stages() {
    return json.path("stages").valueStream().map(JsonNode::asString).toList();
  }

  private String text(String field) {
    return json.path(field).asString("");
  }

  private Optional<String> optional(String field) {
    return Optional.of(json.path(field)).filter(JsonNode::isString).map(JsonNode::asString);
  }

  private OptionalInt percent() {
    JsonNode percent = json.path("percent");
    return percent.isInt() ? OptionalInt.of(percent.asInt()) : OptionalInt.empty();
  }

  private Duration seconds(String field) {
    return Duration.ofMillis(Math.round(json.path(field).asDouble(0) * 1000));
  }

  private Instant time(String field) {
    return Instant.parse(text(field));
  }

  private Path path(String field) {
    return Path.of(text(field));
  }
}
