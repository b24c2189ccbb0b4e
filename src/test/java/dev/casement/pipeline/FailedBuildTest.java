package dev.casement.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.files.LockFile;
import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.openstack.RubbishTest;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.pipeline.output.Publishing;
import dev.casement.pipeline.run.GuestScript;
import dev.casement.pipeline.run.OneStage;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Records;
import dev.casement.recipe.VerifySettings;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build that fails leaves for its user, in an output with evidence of an earlier build. */
class FailedBuildTest {
  @TempDir static Path shared;
  private static Path iso;

  @TempDir Path directory;
  private Path output;
  private Path report;
  private final List<BuildEvent> events = new ArrayList<>();
  private FakeHypervisor hypervisor = new FakeHypervisor(GuestScript::works);
  private Optional<Publishing> publishing = Optional.empty();
  private String cancelledIn = "no stage";

  @BeforeAll
  static void writeIso() throws IOException {
    iso = InstallIso.write(shared);
  }

  @BeforeEach
  void writeEarlierEvidence() throws IOException {
    output = directory.resolve("out");
    report = output.resolve("evidence/report.html");
    Files.createDirectories(report.resolveSibling(""));
    Files.writeString(report, "an earlier report");
    Files.writeString(report.resolveSibling("failure.txt"), "an earlier failure");
    Files.writeString(report.resolveSibling("serial.log"), "an earlier machine");
  }

  private Build from(Path install, Optional<Sha256> digest) {
    Recipe plain = Recipes.with(new Source(new LocalFile(install), digest));
    Recipe recipe =
        Records.with(
            Recipes.withSetupCd(plain),
            "verify",
            new VerifySettings(false, List.of("no-windows", "no-boot-partition")));
    return new Build(
        recipe,
        new BuildOptions(
            directory.resolve("work"), output, Optional.empty(), false, Optional.empty(), "test"),
        new Services(
            new SystemCommandRunner(),
            hypervisor,
            new ProxyVariables(Map.of()),
            Clock.systemUTC(),
            this::hear),
        publishing);
  }

  private void hear(BuildEvent event) {
    events.add(event);
    if (event instanceof BuildEvent.StageStarted started && started.stage().equals(cancelledIn)) {
      Thread.currentThread().interrupt();
    }
  }

  private BuildEvent.BuildFailed fails(Build build) {
    assertThatExceptionOfType(BuildException.class).isThrownBy(build::run);
    return (BuildEvent.BuildFailed) events.getLast();
  }

  private void assertOnlyAReport() {
    assertThat(output.resolve("evidence").toFile().list())
        .containsExactlyInAnyOrder("failure.txt", "report.html");
  }

  @Test
  void aMediumThatIsMissingIsReported() {
    BuildEvent.BuildFailed failed = fails(from(directory.resolve("missing.iso"), Optional.empty()));

    assertThat(failed.evidence()).contains(output.resolve("evidence"));
    assertOnlyAReport();
    assertThat(report)
        .content()
        .contains("missing.iso", "in stage AcquireMedia", "name: test")
        .doesNotContain("an earlier report");
  }

  @Test
  void aDigestThatIsWrongIsReported() {
    String other = "ab".repeat(32);

    fails(from(iso, Optional.of(new Sha256(other))));

    assertOnlyAReport();
    assertThat(report).content().contains(other, OneStage.sha256(iso));
  }

  @Test
  void aMediumThatIsNoneIsReported() throws IOException {
    Path text = Files.writeString(directory.resolve("text.iso"), "no ISO");

    assertThat(fails(from(text, Optional.empty())).stage()).contains("InspectMedia");

    assertOnlyAReport();
    assertThat(report).content().contains("text.iso", "in stage InspectMedia");
  }

  @Test
  void whatFailsBeforeTheFirstStageIsReported() {
    hypervisor.refuses(new BuildException(Failure.HOST, "still there", "casement clean"));

    fails(from(iso, Optional.empty()));

    assertOnlyAReport();
    assertThat(report).content().contains("still there", "No stage had begun.");
  }

  @Test
  void aPublicationThatFailsIsReportedBesideTheImage() {
    publishing =
        Optional.of(
            new Publishing(
                List.of(RubbishTest.config(URI.create("http://127.0.0.1:9"), Optional.empty())),
                Map.of(),
                PublishSettings.none(),
                false));
    cancelledIn = "PublishImage";

    BuildEvent.BuildFailed failed = fails(from(iso, Optional.empty()));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failed.stage()).contains("PublishImage");
    assertOnlyAReport();
    assertThat(report)
        .content()
        .contains(
            "in stage PublishImage",
            "The image is complete, and stays: " + output.resolve("test.qcow2"));
    assertThat(events)
        .filteredOn(BuildEvent.ImageMade.class::isInstance)
        .singleElement()
        .extracting(made -> ((BuildEvent.ImageMade) made).image())
        .isEqualTo(output.resolve("test.qcow2"));
    assertThat(output.resolve("test.qcow2")).isNotEmptyFile();
  }

  @Test
  void aSuccessDeletesTheEvidence() {
    from(iso, Optional.empty()).run();

    assertThat(output.resolve("evidence")).doesNotExist();
  }

  /** It may be that of the build that is running. */
  @Test
  void aBuildThatCannotBeginLeavesTheEvidenceOfOthers() throws IOException {
    Files.createDirectories(directory.resolve("work/builds"));
    try (LockFile _ = BuildLock.acquire(directory.resolve("work/builds/test.lock"))) {
      assertThat(fails(from(iso, Optional.empty())).message()).contains("another build");
    }
    Files.writeString(output.resolve("test.qcow2"), "of an earlier build");
    BuildEvent.BuildFailed second = fails(from(iso, Optional.empty()));

    assertThat(second.failure()).isEqualTo(Failure.OUTPUT_EXISTS);
    assertThat(second.evidence()).isEmpty();
    assertThat(report).hasContent("an earlier report");
  }
}
