package dev.casement.cli.web;

import dev.casement.report.BuildEvent;
import dev.casement.report.Failure;
import dev.casement.report.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Events of a build, for the page. */
final class Told {
  static final String INSTALL = "InstallWindows";

  private Told() {}

  static BuildEvent begins(String build) {
    return new BuildEvent.BuildStarted(
        now(), build, List.of("AcquireMedia", INSTALL, "VerifyDisk"));
  }

  static BuildEvent stage(String stage) {
    return new BuildEvent.StageStarted(now(), stage, Duration.ofHours(2));
  }

  static BuildEvent done(String stage) {
    return new BuildEvent.StageFinished(now(), stage, Duration.ofSeconds(75));
  }

  static BuildEvent progress(int percent, String text) {
    return new BuildEvent.StepProgress(now(), INSTALL, "drivers", OptionalInt.of(percent), text);
  }

  static BuildEvent warning(String text) {
    return new BuildEvent.Warning(now(), text);
  }

  /** Of a disk with a finding. */
  static BuildEvent verified() {
    return new BuildEvent.DiskVerified(
        now(),
        "VerifyDisk",
        52,
        List.of(
            new BuildEvent.DiskVerified.Found(
                "left-over", Severity.WARNING, "<b>a file</b>", "left")));
  }

  static BuildEvent finished(Path output) {
    return new BuildEvent.BuildFinished(
        now(), Duration.ofSeconds(90), output.resolve("x.qcow2"), output.resolve("manifest.json"));
  }

  static BuildEvent made(Path output) {
    return new BuildEvent.ImageMade(
        now(), "PackageImage", output.resolve("x.qcow2"), output.resolve("manifest.json"));
  }

  static BuildEvent published(String cloud, String id, String name) {
    return new BuildEvent.ImagePublished(now(), "PublishImage", cloud, id, name);
  }

  static BuildEvent failed(Path evidence) {
    return new BuildEvent.BuildFailed(
        now(), Failure.GUEST, Optional.of(INSTALL), "it broke", "mend it", Optional.of(evidence));
  }

  private static Instant now() {
    return Instant.now();
  }
}
