package dev.casement.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.Shell;
import dev.casement.openstack.FakeCompute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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

  private int clean(Shell shell, String... more) {
    List<String> line = new ArrayList<>(List.of("clean", "--cloud", "fake"));
    line.addAll(List.of("--work-dir", directory.resolve("work").toString()));
    line.addAll(List.of("--output", directory.resolve("out").toString()));
    line.addAll(List.of(more));
    return shell.run(line.toArray(String[]::new));
  }
}
