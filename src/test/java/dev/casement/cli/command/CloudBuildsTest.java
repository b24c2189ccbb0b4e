package dev.casement.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.Shell;
import dev.casement.openstack.FakeCompute;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of {@code --hypervisor openstack} before a machine starts. */
class CloudBuildsTest {
  @TempDir Path directory;
  private FakeCompute cloud;
  private Shell shell = new Shell();

  @BeforeEach
  void start() throws IOException {
    cloud = new FakeCompute();
    Path file = directory.resolve("clouds.yaml");
    Files.writeString(
        file,
        "clouds: { fake: { region_name: R, auth: { auth_url: '%s', username: u, password: p } } }"
            .formatted(cloud.address()));
    shell = new Shell(Map.of("OS_CLIENT_CONFIG_FILE", file.toString()));
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void asManyBuildsRunAtTheSameTimeAsTheQuotaAllows() throws IOException {
    assertThat(build("--jobs=9", recipe("one", "updates: none"), recipe("two", "updates: none")))
        .isEqualTo(Failure.MEDIA.exitCode());
    assertThat(shell.err())
        .contains("the quota of the project allows 1 build at a time\n")
        .contains("one.iso does not exist", "two.iso does not exist");
    assertThat(cloud.requests).containsOnlyOnce("GET /v2.1/limits");
  }

  @Test
  void aBuildWithoutTheNetworkThatItNeedsIsRefused() throws IOException {
    assertThat(build(recipe("one", "updates: microsoft-update")))
        .isEqualTo(Failure.RECIPE.exitCode());
    assertThat(shell.err()).contains("machine.openstack.network names none");
    assertThat(cloud.requests).isEmpty();
  }

  @Test
  void aPlanNeedsNoCredentials() throws IOException {
    Shell without = new Shell();
    String recipe =
        recipe(
            "one",
            "updates: none\nwindows: { release: windows-server-2022, edition: ServerStandard }");
    String work = "--work-dir=" + directory.resolve("work");

    assertThat(without.run("plan", "--hypervisor=openstack", work, recipe))
        .as(without.err())
        .isZero();
    assertThat(without.out()).contains("hypervisor: openstack", "InstallWindows");
    assertThat(without.run("plan", "--hypervisor=openstack", "--script", work, recipe)).isNotZero();
    assertThat(without.err()).contains("there is no script for openstack");
  }

  @Test
  void nothingElseRunsInACloud() {
    assertThat(shell.run("doctor", "--hypervisor=openstack")).isEqualTo(Failure.USAGE.exitCode());
    assertThat(shell.err()).contains("a cloud runs machines for builds only");
  }

  private String recipe(String name, String more) throws IOException {
    String text =
        "name: %s\nmedia: { install: { path: %s.iso } }\n%s\n".formatted(name, name, more);
    return Files.writeString(directory.resolve(name + ".yaml"), text).toString();
  }

  private int build(String... more) {
    List<String> line = new ArrayList<>(List.of("build", "--progress=plain"));
    line.addAll(List.of("--hypervisor=openstack", "--cloud=fake"));
    line.add("--work-dir=" + directory.resolve("work"));
    line.add("--output=" + directory.resolve("out"));
    line.addAll(List.of(more));
    return shell.run(line.toArray(String[]::new));
  }
}
