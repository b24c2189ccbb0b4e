package dev.casement.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.BuildEvent;
import dev.casement.report.Failure;
import dev.casement.report.Severity;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("host-locale")
class PlainListenerTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ProgressListener listener =
      ProgressListener.plain(new PrintStream(bytes, false, UTF_8));

  @Test
  void printsALineForEachStageWithTheTimeSinceTheStart() {
    listener.on(Events.started());
    listener.on(
        new BuildEvent.StageStarted(Events.at(0), "InstallWindows", Duration.ofMinutes(90)));
    listener.on(
        new BuildEvent.StageFinished(Events.at(3725), "InstallWindows", Duration.ofSeconds(3725)));
    listener.on(new BuildEvent.StageSkipped(Events.at(3725), "UpdateWindows", "updates: none"));
    listener.on(new BuildEvent.StageContinued(Events.at(3725), "GeneralizeWindows", Events.START));
    listener.on(Events.verified());
    listener.on(Events.verified(Events.found(Severity.ERROR), Events.found(Severity.WARNING)));
    listener.on(new BuildEvent.Warning(Events.at(3726), "the clock\u0007 is wrong"));
    listener.on(Events.failed(Failure.NO_SIGN_OFF, Optional.of("PackageImage"), Optional.empty()));
    assertThat(lines())
        .containsExactly(
            "[00:00:00] build x: InstallWindows, UpdateWindows, GeneralizeWindows",
            "[00:00:00] InstallWindows started, limit 1h30m",
            "[01:02:05] InstallWindows finished in 1h02m05s",
            "[01:02:05] UpdateWindows skipped: updates: none",
            "[01:02:05] GeneralizeWindows continued from the checkpoint of 2026-02-03T04:05:06Z",
            "[00:01:35] VerifyDisk: 52 rules found nothing",
            "[00:01:35] VerifyDisk: 52 rules found 1 error, 1 warning",
            "[01:02:06] warning: the clock\\u{7} is wrong",
            "[00:02:00] PackageImage failed: no-sign-off");
  }

  @Test
  void everyLineOfOneOfSeveralBuildsNamesIt() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (BuildsListener several = BuildsListener.plain(new PrintStream(bytes, false, UTF_8))) {
      several.of("one").on(new BuildEvent.Warning(Events.at(0), "w"));
      several.of("other").on(new BuildEvent.StageSkipped(Events.at(0), "UpdateWindows", "none"));
    }
    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly(
            "[00:00:00] one: warning: w", "[00:00:00] other: UpdateWindows skipped: none");
  }

  @Test
  void namesTheImageAndItsRecord() {
    listener.on(
        new BuildEvent.BuildFinished(
            Events.at(0), Duration.ofSeconds(61), Path.of("/o/x.qcow2"), Path.of("/o/m.json")));
    assertThat(lines())
        .containsExactly("[00:00:00] done in 1m01s", "  image:  /o/x.qcow2", "  record: /o/m.json");
  }

  @Test
  void aHundredPercentageStepsAreTenLinesNotAHundred() {
    for (int percent = 0; percent < 100; percent++) {
      progress(percent, "drivers", OptionalInt.of(percent), "files");
    }
    assertThat(lines()).hasSize(10).first().asString().endsWith("drivers 0%: files");
  }

  @Test
  void percentagesThatFlyByAreOneLine() {
    for (int percent = 0; percent <= 100; percent++) {
      progress(0, "checking", OptionalInt.of(percent), "install.iso");
    }
    assertThat(lines()).containsExactly("[00:00:00] InstallWindows checking 0%: install.iso");
  }

  @Test
  void messagesWithoutAPercentageComeAtMostEveryTenSeconds() {
    for (int second = 0; second < 60; second++) {
      progress(second, "updates", OptionalInt.empty(), "message " + second);
    }
    assertThat(lines())
        .hasSize(6)
        .last()
        .isEqualTo("[00:00:50] InstallWindows updates: message 50");
  }

  @Test
  void aNewStepIsShownAtOnceAndTheSameMessageNotAgain() {
    progress(0, "drivers", OptionalInt.empty(), "begins");
    progress(1, "guest-agent", OptionalInt.empty(), "begins");
    progress(60, "guest-agent", OptionalInt.empty(), "begins");
    assertThat(lines())
        .containsExactly(
            "[00:00:00] InstallWindows drivers: begins",
            "[00:00:01] InstallWindows guest-agent: begins");
  }

  private void progress(long second, String step, OptionalInt percent, String text) {
    listener.on(Events.progress(second, Optional.of(step), percent, text));
  }

  private List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }
}
