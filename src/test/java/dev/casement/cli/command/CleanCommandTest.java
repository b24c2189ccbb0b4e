package dev.casement.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.Shell;
import dev.casement.cli.openstack.CloudBuilders;
import dev.casement.files.LockFile;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.openstack.FakeCompute;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.SavedCheckpoints;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.process.SystemCommandRunner;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code clean --cloud} deletes. */
class CleanCommandTest {
  @TempDir Path directory;
  private FakeCompute cloud;
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void start() throws IOException {
    cloud = new FakeCompute();
    Path file = directory.resolve("clouds.yaml");
    Files.writeString(
        file,
        "clouds: { fake: { region_name: R, auth: { auth_url: '%s', username: u, password: p } } }"
            .formatted(cloud.address()));
    environment = Map.of("OS_CLIENT_CONFIG_FILE", file.toString());
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void onlyServersOfKilledTrialsAreDeleted() {
    String past = Instant.now().minusSeconds(60).toString();
    cloud.has("casement-0a1b2c", Map.of("casement_trial_until", past));
    String other = cloud.has("casement-web-01", Map.of("casement_trial_until", past));
    String running =
        cloud.has(
            "casement-1a1b2c",
            Map.of("casement_trial_until", Instant.now().plusSeconds(60).toString()));
    Shell shell = new Shell(environment);
    assertThat(clean(shell, "--dry-run")).as(shell.err()).isZero();
    assertThat(shell.out()).contains("would remove server server-1 in the cloud fake\n");
    assertThat(cloud.servers()).hasSize(3);
    shell.forget();
    assertThat(clean(shell)).as(shell.err()).isZero();
    assertThat(shell.out()).contains("removed server server-1 in the cloud fake\n");
    assertThat(cloud.servers()).containsExactly(other, running);
    shell.forget();
    assertThat(clean(shell)).isZero();
    assertThat(shell.out()).startsWith("nothing to remove\n");
  }

  @Test
  void whatKilledBuildsLeftIsDeletedButNothingOfRunningOnesOrOfCheckpoints() throws IOException {
    Path work = Files.createDirectories(directory.resolve("work"));
    Shell shell = new Shell(environment);
    assertThat(clean(shell)).isZero();
    assertThat(shell.out()).startsWith("nothing to remove\n");
    assertThat(work.resolve("openstack")).doesNotExist();
    Map<String, String> killed = marksOf("killed");
    Map<String, String> running = marksOf("running");
    cloud.has("casement-killed-1", killed);
    String busy = cloud.has("casement-running-1", running);
    cloud.volumes().has("casement-killed-2", killed);
    String used = cloud.volumes().has("casement-running-2", running);
    String kept = cloud.volumes().has("casement-killed-3", keptOf(killed));
    String forgotten = cloud.volumes().has("casement-killed-4", keptOf(killed));
    String foreign =
        cloud
            .volumes()
            .has("casement-killed-5", Map.of("casement_work", "x", "casement_machine", "killed"));
    cloud.images().has("casement-killed-0a1b2c3d", new byte[1], killed);
    Checkpoint checkpoint =
        new SavedCheckpoints(work).saveIn(HypervisorKind.OPENSTACK, "volume:" + kept + "@fake");
    shell.forget();
    try (LockFile _ = BuildLock.ofBuild(work, "running")) {
      assertThat(clean(shell)).as(shell.err()).isZero();
    }
    assertThat(shell.out())
        .contains("removed server ", "removed volume " + forgotten, "removed image ");
    assertThat(cloud.servers()).containsExactly(busy);
    assertThat(cloud.volumes().ids()).containsExactlyInAnyOrder(used, kept, foreign);
    assertThat(cloud.images().images()).isEmpty();

    shell.forget();
    assertThat(clean(shell, "--keep", "0")).as(shell.err()).isZero();
    assertThat(shell.out()).contains("removed the checkpoint " + checkpoint.id());
    assertThat(cloud.volumes().ids()).containsExactly(foreign);
  }

  /** The marks of what a build puts into the cloud. */
  private Map<String, String> marksOf(String machine) {
    CloudBuilders builders =
        new CloudBuilders(
            new SystemCommandRunner(), directory.resolve("work"), Shell.surroundings(environment));
    DiskHandle disk =
        builders.ofCloud("fake").createDisk(machine, directory, DataSize.gibibytes(1));
    builders.ofCloud("fake").deleteDisk(disk);
    Map<String, String> marks = new HashMap<>();
    cloud
        .volumes()
        .created
        .getLast()
        .path("metadata")
        .properties()
        .forEach(entry -> marks.put(entry.getKey(), entry.getValue().asString()));
    return marks;
  }

  private static Map<String, String> keptOf(Map<String, String> marks) {
    Map<String, String> all = new HashMap<>(marks);
    all.put("casement_kept", "true");
    return all;
  }

  private int clean(Shell shell, String... more) {
    List<String> line = new ArrayList<>(List.of("clean", "--cloud", "fake"));
    line.addAll(List.of("--work-dir", directory.resolve("work").toString()));
    line.addAll(List.of("--output", directory.resolve("out").toString()));
    line.addAll(List.of(more));
    return shell.run(line.toArray(String[]::new));
  }
}
