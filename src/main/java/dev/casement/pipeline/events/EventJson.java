package dev.casement.pipeline.events;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildEvent.BuildFailed;
import dev.casement.report.BuildEvent.BuildFinished;
import dev.casement.report.BuildEvent.BuildStarted;
import dev.casement.report.BuildEvent.DiskVerified;
import dev.casement.report.BuildEvent.GuestEvent;
import dev.casement.report.BuildEvent.ImageMade;
import dev.casement.report.BuildEvent.ImagePublished;
import dev.casement.report.BuildEvent.ScreenChanged;
import dev.casement.report.BuildEvent.StageContinued;
import dev.casement.report.BuildEvent.StageFinished;
import dev.casement.report.BuildEvent.StageProgress;
import dev.casement.report.BuildEvent.StageSkipped;
import dev.casement.report.BuildEvent.StageStarted;
import dev.casement.report.BuildEvent.StepFailed;
import dev.casement.report.BuildEvent.StepFinished;
import dev.casement.report.BuildEvent.StepProgress;
import dev.casement.report.BuildEvent.StepStarted;
import dev.casement.report.BuildEvent.Warning;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes events as JSON objects; {@code docs/events.md} documents them, {@code events.schema.json}
 * is their schema.
 */
public final class EventJson {
  /** Incremented when a field changes its meaning, but not for new fields or events. */
  static final int VERSION = 2;

  private final JsonFactory factory = new JsonFactory();

  private final Optional<String> build;

  public EventJson() {
    this.build = Optional.empty();
  }

  /** For one of several builds: every object has its name. */
  public EventJson(String build) {
    this.build = Optional.of(build);
  }

  /** The object on one line in ASCII, without a line feed. */
  public String write(BuildEvent event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      fields(json, event);
      build
          .filter(name -> !(event instanceof BuildStarted))
          .ifPresent(name -> json.writeStringProperty("build", name));
      json.writeEndObject();
    }
    return ascii(text.toString());
  }

  private static void fields(JsonGenerator json, BuildEvent event) {
    switch (event) {
      case BuildStarted started -> buildStarted(json, started);
      case StageStarted(Instant at, String stage, Duration limit) -> {
        begin(json, "stage-started", at);
        json.writeStringProperty("stage", stage);
        seconds(json, "limitSeconds", limit);
      }
      case StageProgress progress -> stageProgress(json, progress);
      case GuestEvent guest -> guestFields(json, guest);
      case DiskVerified verified -> diskVerified(json, verified);
      case ImageMade made -> imageMade(json, made);
      case ImagePublished published -> imagePublished(json, published);
      case StageSkipped(Instant at, String stage, String why) -> {
        begin(json, "stage-skipped", at);
        json.writeStringProperty("stage", stage);
        json.writeStringProperty("why", why);
      }
      case StageContinued(Instant at, String stage, Instant checkpoint) -> {
        begin(json, "stage-continued", at);
        json.writeStringProperty("stage", stage);
        json.writeStringProperty("checkpoint", time(checkpoint));
      }
      case StageFinished(Instant at, String stage, Duration elapsed) -> {
        begin(json, "stage-finished", at);
        json.writeStringProperty("stage", stage);
        seconds(json, "elapsedSeconds", elapsed);
      }
      case Warning(Instant at, String text) -> {
        begin(json, "warning", at);
        json.writeStringProperty("text", text);
      }
      case BuildFinished finished -> buildFinished(json, finished);
      case BuildFailed failed -> buildFailed(json, failed);
    }
  }

  private static void guestFields(JsonGenerator json, GuestEvent event) {
    switch (event) {
      case StepStarted(Instant at, String stage, String step, String title) -> {
        step(json, "step-started", at, stage, step);
        json.writeStringProperty("title", title);
      }
      case StepProgress(
              Instant at,
              String stage,
              String step,
              OptionalInt percent,
              String text) -> {
        step(json, "step-progress", at, stage, step);
        percent.ifPresent(of -> json.writeNumberProperty("percent", of));
        json.writeStringProperty("text", text);
      }
      case StepFinished(Instant at, String stage, String step, Duration elapsed) -> {
        step(json, "step-finished", at, stage, step);
        seconds(json, "elapsedSeconds", elapsed);
      }
      case StepFailed(Instant at, String stage, String step, String text) -> {
        step(json, "step-failed", at, stage, step);
        json.writeStringProperty("text", text);
      }
      case ScreenChanged(Instant at, String stage, Path screenshot) -> {
        begin(json, "screen-changed", at);
        json.writeStringProperty("stage", stage);
        json.writeStringProperty("screenshot", screenshot.toString());
      }
    }
  }

  private static void buildStarted(JsonGenerator json, BuildStarted event) {
    begin(json, "build-started", event.at());
    json.writeNumberProperty("version", VERSION);
    json.writeStringProperty("build", event.build());
    json.writeArrayPropertyStart("stages");
    event.stages().forEach(json::writeString);
    json.writeEndArray();
  }

  private static void stageProgress(JsonGenerator json, StageProgress event) {
    begin(json, "stage-progress", event.at());
    json.writeStringProperty("stage", event.stage());
    event.step().ifPresent(step -> json.writeStringProperty("step", step));
    event.percent().ifPresent(percent -> json.writeNumberProperty("percent", percent));
    json.writeStringProperty("text", event.text());
  }

  private static void diskVerified(JsonGenerator json, DiskVerified event) {
    begin(json, "disk-verified", event.at());
    json.writeStringProperty("stage", event.stage());
    json.writeNumberProperty("rules", event.rules());
    json.writeArrayPropertyStart("findings");
    for (DiskVerified.Found found : event.findings()) {
      json.writeStartObject();
      json.writeStringProperty("rule", found.rule());
      json.writeStringProperty("severity", found.severity().toString());
      json.writeStringProperty("place", found.place());
      json.writeStringProperty("message", found.message());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void imageMade(JsonGenerator json, ImageMade event) {
    begin(json, "image-made", event.at());
    json.writeStringProperty("stage", event.stage());
    json.writeStringProperty("image", event.image().toString());
    json.writeStringProperty("manifest", event.manifest().toString());
  }

  private static void imagePublished(JsonGenerator json, ImagePublished event) {
    begin(json, "image-published", event.at());
    json.writeStringProperty("stage", event.stage());
    json.writeStringProperty("cloud", event.cloud());
    json.writeStringProperty("id", event.id());
    json.writeStringProperty("name", event.name());
  }

  private static void step(
      JsonGenerator json, String event, Instant at, String stage, String step) {
    begin(json, event, at);
    json.writeStringProperty("stage", stage);
    json.writeStringProperty("step", step);
  }

  private static void buildFinished(JsonGenerator json, BuildFinished event) {
    begin(json, "build-finished", event.at());
    seconds(json, "elapsedSeconds", event.elapsed());
    json.writeStringProperty("image", event.image().toString());
    json.writeStringProperty("manifest", event.manifest().toString());
  }

  private static void buildFailed(JsonGenerator json, BuildFailed event) {
    begin(json, "build-failed", event.at());
    json.writeStringProperty("failure", event.failure().word());
    json.writeNumberProperty("exitCode", event.failure().exitCode());
    event.stage().ifPresent(stage -> json.writeStringProperty("stage", stage));
    json.writeStringProperty("message", event.message());
    json.writeStringProperty("remedy", event.remedy());
    event.evidence().ifPresent(path -> json.writeStringProperty("evidence", path.toString()));
  }

  private static void begin(JsonGenerator json, String name, Instant at) {
    json.writeStringProperty("event", name);
    json.writeStringProperty("at", time(at));
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void seconds(JsonGenerator json, String name, Duration duration) {
    json.writeNumberProperty(name, duration.toMillis() / 1000.0);
  }

  /** Escaped so that all characters survive any encoding of standard output. */
  private static String ascii(String json) {
    if (json.chars().allMatch(c -> c < 0x7f)) {
      return json;
    }
    StringBuilder text = new StringBuilder(json.length() + 32);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x7f) {
        text.append(c);
      } else {
        text.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
      }
    }
    return text.toString();
  }
}
