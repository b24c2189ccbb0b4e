package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.StruckBuilds.Blow;
import dev.casement.rehearsal.StandInMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Builds on real QEMU machines that continue where earlier ones have been. The first one, which
 * repeats nothing, takes the most time and is that of all tests. {@link
 * dev.casement.pipeline.ContinuedBuildTest} shows the same with a machine that does nothing.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContinuedRehearsalIT {
  private static final String NAME = "continued";
  private static final String LAST_RUN = "GeneralizeWindows";

  @TempDir static Path directory;

  private StruckBuilds builds;

  /** What a build takes of which only the last run is repeated. */
  private Duration last = Duration.ZERO;

  @BeforeAll
  void buildForTheFirstTime() throws Exception {
    builds = new StruckBuilds(directory, NAME, recipe("Admin"));
    builds.build();
    assertThat(outcomes()).doesNotContain("continued");
  }

  @Test
  @Order(1)
  void anotherAccountInInstancesRepeatsOnlyTheLastRun() throws Exception {
    builds.recipe(recipe("Operator"));
    last = builds.build();

    assertThat(outcomes())
        .containsExactly("done", "done", "done", "continued", "continued", "done", "done", "done");
    assertThat(runs()).containsExactly("install", "update", "generalize");
    assertThat(builds.manifest().path("recipe").path("cloudbaseInit").path("username").asString())
        .isEqualTo("Operator");
    assertThat(builds.kept()).hasSize(3);
  }

  @Test
  @Order(2)
  void withoutAChangeTheDiskIsTheSame() throws Exception {
    JsonNode inventory = builds.manifest().path("inventory");

    builds.build();

    assertThat(outcomes()).filteredOn("continued"::equals).hasSize(3);
    assertThat(builds.manifest().path("inventory")).isEqualTo(inventory);
  }

  /** {@link KillsIT} strikes every stage, and often. */
  @Test
  @Order(3)
  void aBuildThatIsKilledIsMadeToTheEndByTheNext() throws Exception {
    ImageContent expected = builds.content();
    builds.forget(LAST_RUN);
    Duration after = amidTheLastRun();
    assertThat(builds.strike(Blow.KILLS_CASEMENT, after)).isPresent();

    builds.build();

    assertThat(outcomes()).filteredOn("continued"::equals).hasSizeBetween(2, 3);
    assertThat(builds.content().differencesTo(expected).keySet())
        .as("killed after %s", after)
        .isSubsetOf(ImageContent.OF_EACH_INSTALLATION);
  }

  @Test
  @Order(4)
  void aKilledMachineSpoilsNoCheckpoint() throws Exception {
    ImageContent expected = builds.content();
    Duration after = amidTheLastRun();
    assertThat(builds.strike(Blow.KILLS_THE_MACHINE, after, "--from=" + LAST_RUN)).isPresent();

    builds.build();

    assertThat(outcomes()).filteredOn("continued"::equals).hasSize(3);
    assertThat(builds.content().differencesTo(expected).keySet())
        .as("killed after %s", after)
        .isSubsetOf(ImageContent.OF_EACH_INSTALLATION);
  }

  /** A moment of chance, neither before the machine has started nor after it has ended. */
  private Duration amidTheLastRun() {
    return last.dividedBy(5).plusMillis(new Random().nextLong(last.toMillis() / 2));
  }

  @Test
  @Order(5)
  void aRefreshInstallsOnlyWhatIsNew() throws Exception {
    builds.build("--refresh-updates");

    assertThat(outcomes()).filteredOn("continued"::equals).hasSize(1);
    assertThat(runs()).containsExactly("install", "update", "update", "generalize");
    assertThat(RehearsalRun.facts(builds.manifest(), 1, "update.installed"))
        .containsExactly("KB9000001", "KB9000002", "KB9000003", "KB9000004");
    assertThat(RehearsalRun.facts(builds.manifest(), 2, "update.installed"))
        .containsExactly("KB9000005");
    assertThat(builds.manifest().path("inventory").toString()).contains("KB9000005");
  }

  /** Its image is the next one's base; the answer file of the build is in place of its own. */
  @Test
  @Order(6)
  void anImageIsTheBaseOfTheNext() throws Exception {
    Path base = Files.copy(builds.image(), directory.resolve("base.qcow2"));
    builds.recipe(
        recipe("Third")
            .replaceFirst("install: .*", "base: { path: " + base + " }")
            .replace("index: 2, ", "")
            .replace("firmware: bios, disk: 32G", "disk: 33G"));

    builds.build();

    assertThat(outcomes()).doesNotContain("continued");
    JsonNode manifest = builds.manifest();
    assertThat(manifest.path("media").propertyNames()).contains("base").doesNotContain("install");
    assertThat(manifest.path("windows").path("edition").asString()).isEqualTo("ServerStandard");
    assertThat(manifest.path("windows").path("firmware").asString()).isEqualTo("bios");
    assertThat(runs()).containsExactly("install", "update", "generalize");
    assertThat(manifest.path("findings")).isEmpty();
    // The updates of the base are installed already.
    assertThat(manifest.path("inventory").toString()).contains("KB9000005");
  }

  private List<String> outcomes() throws IOException {
    List<String> outcomes = new ArrayList<>();
    for (JsonNode stage : builds.manifest().path("stages")) {
      outcomes.add(stage.path("outcome").asString().replaceFirst(":.*", ""));
    }
    return outcomes;
  }

  private List<String> runs() throws IOException {
    return builds.manifest().path("guest").values().stream()
        .map(run -> run.path("run").asString())
        .toList();
  }

  private static String recipe(String username) {
    return StandInMedia.serverRecipe(NAME, username);
  }
}
