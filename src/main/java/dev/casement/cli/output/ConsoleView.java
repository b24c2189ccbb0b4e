package dev.casement.cli.output;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildEvent.BuildFailed;
import dev.casement.report.BuildEvent.BuildFinished;
import dev.casement.report.BuildEvent.BuildStarted;
import dev.casement.report.BuildEvent.DiskVerified;
import dev.casement.report.BuildEvent.GuestEvent;
import dev.casement.report.BuildEvent.ImageMade;
import dev.casement.report.BuildEvent.ImagePublished;
import dev.casement.report.BuildEvent.StageContinued;
import dev.casement.report.BuildEvent.StageFinished;
import dev.casement.report.BuildEvent.StageProgress;
import dev.casement.report.BuildEvent.StageSkipped;
import dev.casement.report.BuildEvent.StageStarted;
import dev.casement.report.BuildEvent.Warning;
import dev.casement.report.Printable;
import dev.casement.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A build as text for a terminal: permanent lines, and one live line.
 *
 * <p>Of one of several builds, only warnings and the end are permanent.
 */
final class ConsoleView {
  private static final int BAR = 10;

  private final ConsoleStyle style;
  private final Optional<String> build;
  private int nameWidth = 17;
  private @Nullable StageStarted stage;
  private @Nullable Progress progress;

  ConsoleView(ConsoleStyle style) {
    this.style = style;
    this.build = Optional.empty();
  }

  /** The view of one of several builds, whose lines begin with its name. */
  ConsoleView(ConsoleStyle style, String build) {
    this.style = style;
    this.build = Optional.of(safe(build));
  }

  /** Processes an event; returns the permanent lines to print for it. */
  List<String> show(BuildEvent event) {
    List<String> lines = lines(event);
    if (build.isEmpty()) {
      return lines;
    }
    boolean stays =
        switch (event) {
          case Warning _, BuildFinished _, BuildFailed _ -> true;
          case BuildStarted _, StageStarted _, StageProgress _, GuestEvent _ -> false;
          case DiskVerified _, ImageMade _, ImagePublished _ -> false;
          case StageSkipped _, StageContinued _, StageFinished _ -> false;
        };
    return stays ? lines.stream().map(line -> build.get() + ": " + line).toList() : List.of();
  }

  private List<String> lines(BuildEvent event) {
    return switch (event) {
      case BuildStarted started -> {
        started.stages().forEach(name -> nameWidth = Math.max(nameWidth, name.length()));
        yield List.of(title(started));
      }
      case StageStarted started -> {
        stage = started;
        progress = null;
        yield List.of();
      }
      case StageProgress _, GuestEvent _ -> {
        progress = Progress.of(event).orElse(progress);
        yield List.of();
      }
      // Its findings follow as warnings, or in the failure.
      case DiskVerified _ -> List.of();
      // What has become of the image is said at the end, and by the progress of publishing.
      case ImageMade _, ImagePublished _ -> List.of();
      case StageSkipped(Instant at, String name, String why) ->
          List.of(style.skipped() + " " + name(name) + "  " + style.faint("skipped: " + safe(why)));
      case StageContinued(Instant at, String name, Instant checkpoint) ->
          List.of(
              style.skipped() + " " + name(name) + "  " + style.faint(Texts.continued(checkpoint)));
      case StageFinished(Instant at, String name, Duration elapsed) -> {
        stage = null;
        yield List.of(style.done() + " " + name(name) + "  " + Durations.format(elapsed));
      }
      case Warning(Instant at, String text) -> List.of(style.warning() + " " + safe(text));
      case BuildFinished finished -> Printable.lines(Texts.finished(finished)).lines().toList();
      case BuildFailed failed -> failed(failed);
    };
  }

  private List<String> failed(BuildFailed event) {
    StageStarted running = stage;
    stage = null;
    if (event.stage().isEmpty() || running == null) {
      return List.of();
    }
    Duration elapsed = Duration.between(running.at(), event.at());
    String after = "failed after " + Durations.format(elapsed);
    return List.of(style.failed() + " " + name(event.stage().get()) + "  " + after);
  }

  /** The live line; empty if no stage is running. */
  Optional<String> liveLine(Instant now) {
    StageStarted running = stage;
    if (running == null) {
      return Optional.empty();
    }
    Duration elapsed = Duration.between(running.at(), now);
    StringBuilder line = new StringBuilder();
    line.append(style.running()).append(' ');
    build.ifPresent(name -> line.append(name).append("  "));
    line.append(name(running.stage())).append("  ");
    line.append(Durations.format(elapsed.isNegative() ? Duration.ZERO : elapsed));
    line.append(style.faint(" of " + Durations.format(running.limit())));
    Progress latest = progress;
    if (latest != null) {
      append(line, latest);
    }
    return Optional.of(line.toString());
  }

  private void append(StringBuilder line, Progress latest) {
    latest.percent().ifPresent(percent -> line.append("  ").append(bar(percent)));
    latest.step().ifPresent(step -> line.append("  ").append(safe(step)));
    if (!latest.text().isBlank()) {
      line.append(latest.step().isPresent() ? ": " : "  ").append(safe(latest.text()));
    }
  }

  private static String bar(int percent) {
    int full = Math.clamp(percent, 0, 100) * BAR / 100;
    return "[" + "=".repeat(full) + " ".repeat(BAR - full) + "] " + percent + "%";
  }

  private static String title(BuildStarted event) {
    return "Building " + safe(event.build());
  }

  private String name(String stageName) {
    String safe = safe(stageName);
    return safe + " ".repeat(Math.max(0, nameWidth - safe.length()));
  }

  private static String safe(String text) {
    return Printable.line(text.strip());
  }
}
