package dev.casement.pipeline.output;

import dev.casement.pipeline.output.Manifest.StageEntry;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildEvent.ImageMade;
import dev.casement.report.BuildEvent.ImagePublished;
import dev.casement.report.BuildEvent.StageContinued;
import dev.casement.report.BuildEvent.StageFinished;
import dev.casement.report.BuildEvent.StageSkipped;
import dev.casement.report.BuildEvent.StageStarted;
import dev.casement.report.BuildEvent.StepFailed;
import dev.casement.report.BuildEvent.StepFinished;
import dev.casement.report.BuildEvent.StepProgress;
import dev.casement.report.BuildEvent.StepStarted;
import dev.casement.report.BuildEvent.Warning;
import dev.casement.report.BuildListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Remembers what a build has told, for the report of a failure; of what may have no end, the end.
 */
public final class BuildDiary implements BuildListener {
  /** The outcome of the stage that failed. */
  static final String FAILED = "failed";

  private static final int MOST_LINES = 60;

  private final List<StageEntry> stages = new ArrayList<>();
  private final Deque<String> warnings = new ArrayDeque<>();
  private final Deque<String> guest = new ArrayDeque<>();
  private final List<ImagePublished> published = new ArrayList<>();
  private Optional<Path> image = Optional.empty();
  private Optional<StageStarted> running = Optional.empty();

  @Override
  public synchronized void on(BuildEvent event) {
    switch (event) {
      case StageStarted started -> {
        running = Optional.of(started);
        guest.clear();
      }
      case StageFinished done -> {
        running.ifPresent(started -> stages.add(entry(started, done.elapsed(), "done")));
        running = Optional.empty();
      }
      case StageSkipped skipped ->
          stages.add(new StageEntry(skipped.stage(), skipped.at(), 0, "skipped: " + skipped.why()));
      case StageContinued continued ->
          stages.add(
              new StageEntry(
                  continued.stage(),
                  continued.at(),
                  0,
                  "continued: from the checkpoint of "
                      + continued.checkpoint().truncatedTo(ChronoUnit.SECONDS)));
      case Warning warning -> keep(warnings, warning.text());
      case StepStarted step -> say(step.at(), step.step(), "begins: " + step.title());
      case StepProgress step -> say(step.at(), step.step(), step.text());
      case StepFinished step -> say(step.at(), step.step(), "done");
      case StepFailed step -> say(step.at(), step.step(), "failed: " + step.text());
      case ImageMade made -> image = Optional.of(made.image());
      case ImagePublished done -> published.add(done);
      case BuildEvent.BuildStarted _,
          BuildEvent.StageProgress _,
          BuildEvent.ScreenChanged _,
          BuildEvent.DiskVerified _,
          BuildEvent.BuildFinished _,
          BuildEvent.BuildFailed _ -> {}
    }
  }

  private void say(Instant at, String step, String text) {
    if (!text.isEmpty()) {
      keep(guest, at.truncatedTo(ChronoUnit.SECONDS) + " " + step + ": " + text);
    }
  }

  private static void keep(Deque<String> lines, String line) {
    if (lines.size() == MOST_LINES) {
      lines.removeFirst();
    }
    lines.add(line);
  }

  private static StageEntry entry(StageStarted started, Duration elapsed, String outcome) {
    return new StageEntry(started.stage(), started.at(), elapsed.toMillis() / 1000.0, outcome);
  }

  /** All stages so far; the one that was running until {@code now} has failed. */
  synchronized List<StageEntry> stages(Instant now) {
    List<StageEntry> all = new ArrayList<>(stages);
    running.ifPresent(
        started -> all.add(entry(started, Duration.between(started.at(), now), FAILED)));
    return all;
  }

  /** The image, once it is complete. */
  synchronized Optional<Path> image() {
    return image;
  }

  /** Where the image has been published so far. */
  synchronized List<ImagePublished> published() {
    return List.copyOf(published);
  }

  /** The latest warnings. */
  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** What the guest said last in the latest stage, a line each. */
  synchronized List<String> guest() {
    return List.copyOf(guest);
  }
}
