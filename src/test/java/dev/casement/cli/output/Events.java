package dev.casement.cli.output;

import dev.casement.report.BuildEvent;
import dev.casement.report.Failure;
import dev.casement.report.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Events to try listeners with. */
public final class Events {
  static final Instant START = Instant.parse("2026-02-03T04:05:06.789123Z");

  private Events() {}

  /** At least one of each kind, with every optional part there and not there. */
  public static List<BuildEvent> everyKind() {
    List<BuildEvent> events = new ArrayList<>();
    events.add(started());
    events.add(new BuildEvent.StageStarted(at(0), "InstallWindows", Duration.ofHours(2)));
    events.add(progress(1, Optional.empty(), OptionalInt.empty(), "Setup runs"));
    events.add(progress(2, Optional.of("drivers"), OptionalInt.of(45), "netkvm\u001b[2J"));
    events.add(new BuildEvent.StageFinished(at(92), "InstallWindows", Duration.ofMillis(91_500)));
    events.add(new BuildEvent.StageSkipped(at(92), "UpdateWindows", "updates: none"));
    events.add(new BuildEvent.Warning(at(93), "no checksum: \ud83d\ude80 \ud800"));
    String stage = "InstallWindows";
    events.add(new BuildEvent.StageContinued(at(92), stage, START));
    events.add(new BuildEvent.StepStarted(at(3), stage, "drivers", "Install the drivers"));
    events.add(step(4, OptionalInt.empty(), "netkvm\u001b[2J"));
    events.add(step(5, OptionalInt.of(45), ""));
    events.add(new BuildEvent.ScreenChanged(at(5), stage, Path.of("/work/logs/screen.png")));
    events.add(new BuildEvent.StepFinished(at(6), stage, "drivers", Duration.ofSeconds(3)));
    events.add(new BuildEvent.StepFailed(at(6), stage, "updates", "0x80070643"));
    events.add(verified());
    events.add(verified(found(Severity.ERROR), found(Severity.WARNING)));
    Path image = Path.of("/out/x/x.qcow2");
    Path manifest = Path.of("/out/x/manifest.json");
    events.add(new BuildEvent.ImageMade(at(99), "PackageImage", image, manifest));
    events.add(
        new BuildEvent.ImagePublished(at(100), "PublishImage", "a cloud", "1f0e", "A \"B\""));
    events.add(new BuildEvent.BuildFinished(at(100), Duration.ofSeconds(100), image, manifest));
    for (Failure failure : Failure.values()) {
      events.add(failed(failure, Optional.of("InstallWindows"), Optional.of(Path.of("/out/e"))));
    }
    events.add(failed(Failure.RECIPE, Optional.empty(), Optional.empty()));
    return events;
  }

  static BuildEvent.DiskVerified verified(BuildEvent.DiskVerified.Found... findings) {
    return new BuildEvent.DiskVerified(at(95), "VerifyDisk", 52, List.of(findings));
  }

  static BuildEvent.DiskVerified.Found found(Severity severity) {
    return new BuildEvent.DiskVerified.Found("auto-logon", severity, "SOFTWARE, Winlogon", "is on");
  }

  public static BuildEvent started() {
    return new BuildEvent.BuildStarted(
        at(0), "x", List.of("InstallWindows", "UpdateWindows", "GeneralizeWindows"));
  }

  static BuildEvent progress(
      long seconds, Optional<String> step, OptionalInt percent, String text) {
    return new BuildEvent.StageProgress(at(seconds), "InstallWindows", step, percent, text);
  }

  /** Of the guest. */
  static BuildEvent step(long seconds, OptionalInt percent, String text) {
    return new BuildEvent.StepProgress(at(seconds), "InstallWindows", "drivers", percent, text);
  }

  static BuildEvent failed(Failure failure, Optional<String> stage, Optional<Path> evidence) {
    return new BuildEvent.BuildFailed(
        at(120), failure, stage, "what happened", "what to do", evidence);
  }

  static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }
}
