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
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Prints one line for each significant change, with the time since the build began: every stage and
 * step, each tenth of the progress within a step but at most one every two seconds, and at most one
 * message every ten seconds.
 */
final class PlainListener implements ProgressListener {
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final PrintStream out;
  private final String prefix;
  private @Nullable Instant began;
  private Optional<String> step = Optional.empty();
  private int tenth = -1;
  private String text = "";
  private Instant lastProgress = Instant.MIN;

  PlainListener(PrintStream out) {
    this.out = out;
    this.prefix = "";
  }

  /** For one of several builds, whose name is in each line. */
  PlainListener(PrintStream out, String build) {
    this.out = out;
    this.prefix = build + ": ";
  }

  @Override
  public synchronized void on(BuildEvent event) {
    if (began == null) {
      began = event.at();
    }
    switch (event) {
      case BuildStarted(Instant at, String build, List<String> stages) ->
          print(event, "build " + build + ": " + String.join(", ", stages));
      case StageStarted(Instant at, String stage, Duration limit) -> {
        forgetProgress();
        print(event, stage + " started, limit " + Durations.format(limit));
      }
      case StageProgress _, GuestEvent _ ->
          Progress.of(event).ifPresent(progress -> progress(event, progress));
      case DiskVerified verified ->
          print(event, verified.stage() + ": " + Texts.verified(verified));
      // The end and the progress of publishing say the same.
      case ImageMade _, ImagePublished _ -> {}
      case StageSkipped(Instant at, String stage, String why) ->
          print(event, stage + " skipped: " + why);
      case StageContinued(Instant at, String stage, Instant checkpoint) ->
          print(event, stage + " " + Texts.continued(checkpoint));
      case StageFinished(Instant at, String stage, Duration elapsed) ->
          print(event, stage + " finished in " + Durations.format(elapsed));
      case Warning(Instant at, String warning) -> print(event, "warning: " + warning);
      case BuildFinished finished -> print(event, Texts.finished(finished));
      case BuildFailed failed ->
          failed
              .stage()
              .ifPresent(stage -> print(event, stage + " failed: " + failed.failure().word()));
    }
    out.flush();
  }

  @Override
  public void close() {}

  private void progress(BuildEvent from, Progress event) {
    boolean newStep = !event.step().equals(step);
    boolean newTenth =
        tenthOf(event.percent()) > tenth && !event.at().isBefore(lastProgress.plus(SHORT));
    boolean due = !event.at().isBefore(lastProgress.plus(QUIET));
    boolean newText = !event.text().equals(text);
    if (newStep || newTenth || (newText && due)) {
      String where = event.step().map(name -> " " + name).orElse("");
      String percent = event.percent().isPresent() ? " " + event.percent().getAsInt() + "%" : "";
      String message = event.text().isBlank() ? "" : ": " + event.text();
      print(from, event.stage() + where + percent + message);
      step = event.step();
      text = event.text();
      tenth = newStep ? tenthOf(event.percent()) : Math.max(tenth, tenthOf(event.percent()));
      lastProgress = event.at();
    }
  }

  private static int tenthOf(OptionalInt percent) {
    return percent.isPresent() ? percent.getAsInt() / 10 : -1;
  }

  private void forgetProgress() {
    step = Optional.empty();
    tenth = -1;
    text = "";
    lastProgress = Instant.EPOCH;
  }

  private void print(BuildEvent event, String line) {
    Duration since = began == null ? Duration.ZERO : Duration.between(began, event.at());
    long seconds = Math.max(0, since.toSeconds());
    String clock =
        String.format(
            Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds % 3600 / 60, seconds % 60);
    out.print("[" + clock + "] " + prefix + Printable.lines(line) + "\n");
  }
}
