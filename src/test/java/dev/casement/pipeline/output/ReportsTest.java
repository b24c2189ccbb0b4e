package dev.casement.pipeline.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.files.JsonRecords;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Invocation;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.markup.Xhtml;
import dev.casement.pipeline.output.Manifest.FindingEntry;
import dev.casement.pipeline.output.Manifest.GuestRunEntry;
import dev.casement.pipeline.output.Manifest.ImageEntry;
import dev.casement.pipeline.output.Manifest.MediumEntry;
import dev.casement.pipeline.output.Manifest.StageEntry;
import dev.casement.pipeline.output.Manifest.StepEntry;
import dev.casement.pipeline.output.Manifest.Tools;
import dev.casement.pipeline.output.Manifest.TrialEntry;
import dev.casement.pipeline.output.Manifest.WindowsEntry;
import dev.casement.pipeline.run.GuestScript;
import dev.casement.pipeline.run.OneStage;
import dev.casement.pipeline.run.UpdateOutcome;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildEvent.BuildFailed;
import dev.casement.report.Failure;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ReportsTest {
  private static final String HOSTILE = "</pre><script>alert('1')</script>";
  private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");
  private static final String SHA256 = "ab".repeat(32);

  private static final Invocation BUILD =
      new Invocation(List.of("casement", "build", "my recipes/it.yaml"));
  private static final Invocation REHEARSAL =
      new Invocation(List.of("casement", "rehearse", "--release", "windows-7", "--fault", "hang"));

  @TempDir Path directory;
  private OneStage stage;
  private Invocation invocation = BUILD;

  @BeforeEach
  void makeDirectories() throws IOException {
    stage = new OneStage(directory, GuestScript::works);
    Files.createDirectories(stage.directories.output());
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  private static void screen(Path png) throws IOException {
    Files.createDirectories(png.resolveSibling(""));
    ImageIO.write(new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB), "png", png.toFile());
  }

  /** With hostile text wherever a guest, a medium or a user has a say. */
  private Manifest manifest(boolean rehearsal) {
    WindowsSource source = stage.source(stage.recipe);
    return new Manifest(
        1,
        "f3b1c7e2",
        "test",
        rehearsal,
        new Tools("1.2.3", "QEMU 8.2", "8.2.0"),
        ResolvedRecipe.of(stage.recipe, source),
        Map.of("install", new MediumEntry("iso/" + HOSTILE, 5 << 20, SHA256)),
        new WindowsEntry(
            source.release().id(),
            "ServerStandardEval",
            1,
            HOSTILE,
            "10.0.1",
            "amd64",
            "uefi",
            Optional.of(180)),
        List.of(
            new StageEntry("InstallWindows", at(0), 30, "done"),
            new StageEntry("UpdateWindows", at(30), 0, "skipped: " + HOSTILE),
            new StageEntry("GeneralizeWindows", at(30), 10, "done")),
        List.of(
            new GuestRunEntry(
                "install",
                1,
                List.of(new StepEntry("drivers", 20), new StepEntry("finish", 4)),
                Map.of("os.version", List.of(HOSTILE)))),
        List.of(new UpdateOutcome("KB1 " + HOSTILE, "failed", "0x80070643", HOSTILE)),
        List.of(new FindingEntry("no-windows", "error", HOSTILE, "no Windows")),
        Optional.of(
            new TrialEntry(
                "virtio disk, uefi",
                90,
                1,
                Optional.of("1.1.6"),
                Optional.empty(),
                Optional.of(HOSTILE),
                List.of("CreateUserPlugin"),
                List.of(HOSTILE),
                List.of())),
        Optional.empty(),
        new ImageEntry(
            "test.qcow2", "qcow2", 123, 40L << 30, "cd".repeat(32), "ef".repeat(64), List.of()));
  }

  private Document report(Manifest manifest) throws IOException {
    Path file = stage.directories.report();
    Path image = stage.directories.output().resolve("test.qcow2");
    new BuildReport(manifest, image, stage.directories, invocation).write(file);
    return Xhtml.of(file);
  }

  /** Those of earlier versions. */
  @Test
  void aManifestMayLackWhenItsWindowsExpires() {
    String json =
        """
        { "release": "windows-10", "edition": "Professional", "index": 1, "name": "Windows 10",
          "version": "10.0.19045", "architecture": "amd64", "firmware": "uefi" }
        """;

    assertThat(JsonRecords.MAPPER.readValue(json, WindowsEntry.class).expiresAfterDays()).isEmpty();
  }

  @Test
  void aReportSaysWhatWasBuiltFromWhatAndHowItWent() throws IOException {
    screen(stage.directories.logs("install").resolve("screen.png"));
    screen(stage.directories.trialScreenshot());

    Document page = report(manifest(false));

    assertThat(Xhtml.text(page))
        .contains("iso/", "5M", SHA256)
        .contains("InstallWindows", "30s", "skipped: ", "drivers", "20s")
        .contains("KB1 ", "0x80070643", "error, allowed by the recipe", "no Windows")
        .contains("CreateUserPlugin", "os_distro", "hw_firmware_type", "min_disk")
        .contains("casement build 'my recipes/it.yaml'", "save the recipe below")
        .contains("casement verify test.qcow2 --expect manifest.json")
        .contains("name: test")
        .containsPattern("expiresAfterDays\\s*180");
    assertThat(Xhtml.elements(page, "img"))
        .extracting(img -> img.getAttribute("alt"))
        .containsExactly(
            "The last screen of VM run install",
            "A throw-away copy of the disk, booted as an instance");
  }

  @Test
  void theBarsOfTheStagesLieWhereTheirTimesDo() throws IOException {
    assertThat(Xhtml.elements(report(manifest(false)), "rect"))
        .extracting(bar -> bar.getAttribute("x") + "+" + bar.getAttribute("width"))
        .startsWith("0.0+750.0", "750.0+250.0");
  }

  @Test
  void hostileTextIsShownAndDoesNothing() throws IOException {
    Document page = report(manifest(false));

    assertThat(Xhtml.elements(page, "script")).isEmpty();
    assertThat(Xhtml.text(page).split("</pre><script>", -1)).hasSizeGreaterThan(8);
  }

  @Test
  void theReportOfARehearsalSaysThatThereIsNoWindows() throws IOException {
    invocation = REHEARSAL;

    assertThat(Xhtml.text(report(manifest(true))))
        .contains("there is no Windows in it")
        .contains("casement rehearse --release windows-7 --fault hang")
        .doesNotContain("--on-error", "save the recipe below");
  }

  private BuildDiary diary() {
    BuildDiary diary = new BuildDiary();
    String install = "InstallWindows";
    diary.on(new BuildEvent.StageStarted(at(0), "AcquireMedia", Duration.ofHours(1)));
    diary.on(new BuildEvent.StageFinished(at(2), "AcquireMedia", Duration.ofSeconds(2)));
    diary.on(new BuildEvent.StageSkipped(at(2), "AuthorSetupMedia", "nothing to do"));
    diary.on(new BuildEvent.Warning(at(2), "beware of " + HOSTILE));
    diary.on(new BuildEvent.StageStarted(at(2), install, Duration.ofHours(1)));
    diary.on(new BuildEvent.StepStarted(at(3), install, "drivers", "Install the drivers"));
    for (int i = 0; i < 100; i++) {
      diary.on(
          new BuildEvent.StepProgress(
              at(4), install, "drivers", OptionalInt.empty(), "line " + i + ";"));
    }
    diary.on(new BuildEvent.StepFailed(at(5), install, "drivers", "said " + HOSTILE));
    return diary;
  }

  private Document failure(Optional<WindowsSource> source) throws IOException {
    Path evidence = Files.createDirectories(stage.directories.evidence());
    BuildOptions options =
        new BuildOptions(
            directory,
            directory,
            Optional.empty(),
            false,
            Optional.empty(),
            "1.2.3",
            new Reuse.Newest(),
            invocation);
    new FailureReport(stage.recipe, options, diary())
        .write(
            evidence,
            new BuildFailed(
                at(6),
                Failure.GUEST,
                Optional.of("InstallWindows"),
                "step \"drivers\" failed: " + HOSTILE,
                "read " + HOSTILE,
                Optional.of(evidence)),
            source);
    return Xhtml.of(evidence.resolve("report.html"));
  }

  @Test
  void theReportOfAFailureBeginsWithItsCause() throws IOException {
    Path evidence = Files.createDirectories(stage.directories.evidence());
    Files.writeString(evidence.resolve("diagnosis.txt"), "setuperr.log says " + HOSTILE);
    Files.writeString(evidence.resolve("replay.sh"), "start");
    screen(evidence.resolve("screen.png"));

    Document page = failure(Optional.of(stage.source(stage.recipe)));

    String text = Xhtml.text(page);
    assertThat(text)
        .startsWith("test: the build has failedstep \"drivers\" failed: " + HOSTILE)
        .contains("What to do: read " + HOSTILE, "guest (exit code 20) in stage InstallWindows")
        .contains("setuperr.log says ")
        .contains("line 99;", "drivers: failed: said " + HOSTILE)
        .contains("beware of " + HOSTILE)
        .contains("AcquireMedia", "2.0s", "skipped: nothing to do")
        .contains("windows-server-2022", "SHA-256")
        .contains("replay.sh", "casement build 'my recipes/it.yaml' --on-error abort");
    assertThat(text).as("only the last lines").doesNotContain("line 40;");
    assertThat(Xhtml.elements(page, "script")).isEmpty();
    assertThat(Xhtml.elements(page, "img")).hasSize(1);
    assertThat(Xhtml.elements(page, "a"))
        .extracting(Element::getTextContent)
        .containsExactly("diagnosis.txt", "replay.sh", "screen.png");
    assertThat(Xhtml.elements(page, "svg"))
        .extracting(svg -> svg.getAttribute("class"))
        .containsExactly("bar ran", "bar failed");
  }

  @Test
  void aFailureBeforeTheMediaAreKnownHasAReportToo() throws IOException {
    assertThat(Xhtml.text(failure(Optional.empty())))
        .contains("the build has failed", "name: test", "'my recipes/it.yaml' --on-error abort")
        .doesNotContain("Built from");
  }

  @Test
  void aFailedRehearsalIsRepeatedAsItWasAlsoBeforeItsMediaAreKnown() throws IOException {
    invocation = REHEARSAL;

    assertThat(Xhtml.text(failure(Optional.of(stage.source(stage.recipe)))))
        .contains("casement rehearse --release windows-7 --fault hang --on-error abort");
    assertThat(Xhtml.text(failure(Optional.empty())))
        .contains("casement rehearse --release windows-7 --fault hang --on-error abort")
        .doesNotContain("casement build");
  }

  @Test
  void aBuildThatNoCommandHasStartedSaysNoneToRepeatIt() throws IOException {
    invocation = Invocation.none();

    assertThat(Xhtml.text(failure(Optional.empty()))).doesNotContain("casement build", "abort");
  }
}
