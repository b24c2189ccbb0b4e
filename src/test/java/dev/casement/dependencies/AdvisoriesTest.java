package dev.casement.dependencies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdvisoriesTest {
  private static final String DATABIND = "tools.jackson.core:jackson-databind";

  private final Advisories advisories = Advisories.read();

  @TempDir Path directory;

  @Test
  void noAdvisoryConcernsADependency() {
    assertThat(advisories.problemsOf(Dependency.ofClassPath())).isEmpty();
  }

  @Test
  void dependenciesAreThoseOfTheBuild() {
    assertThat(Dependency.ofClassPath())
        .extracting(Dependency::name)
        .contains(
            "info.picocli:picocli",
            DATABIND,
            "org.snakeyaml:snakeyaml-engine",
            "org.slf4j:slf4j-api",
            "org.junit.jupiter:junit-jupiter-api");
    assertThat(Dependency.ofClassPath())
        .allSatisfy(dependency -> assertThat(dependency.version()).matches("[0-9].*"));
  }

  @Test
  void anAffectedVersionIsNamedWithItsAdvisoryAndTheVersionThatFixesIt() {
    assertThat(advisories.problemsOf(List.of(new Dependency(DATABIND, "3.2.2"))))
        .contains(
            DATABIND + " 3.2.2: GHSA-cxp5-3px4-pw24, HIGH, fixed in 3.2.3",
            DATABIND + " 3.2.2: GHSA-wv8q-qhhj-9h54, HIGH, fixed in 3.2.3");
  }

  @Test
  void aDependencyWhoseAdvisoriesNobodyLookedForIsNamed() {
    assertThat(advisories.problemsOf(List.of(new Dependency("org.example:new", "1.0"))))
        .containsExactly(
            "org.example:new: advisories were not looked for, run src/verify/advisories");
  }

  @Test
  void theExtractHasEveryFormOfARange() {
    Advisories extract =
        extractOf(
            "two-ranges",
            "last-affected",
            "known-up-to",
            "known-below",
            "not-fixed",
            "one-version",
            "of-npm",
            "withdrawn");

    assertThat(extract.newest()).isEqualTo("2026-01-03");
    assertThat(extract.advisories()).hasSize(6);
    assertThat(affected(extract, "two-ranges", "1.9", "2.0-rc1", "2.0", "2.10", "2.11-rc1"))
        .containsExactly("2.0", "2.10", "2.11-rc1");
    assertThat(affected(extract, "two-ranges", "2.11", "2.12", "3.0", "3.0.1", "3.1"))
        .containsExactly("3.0", "3.0.1");
    assertThat(affected(extract, "last-affected", "0.1", "1.2", "1.2.0", "1.2.1"))
        .containsExactly("0.1", "1.2", "1.2.0");
    assertThat(affected(extract, "known-up-to", "0.1", "4.0", "4.0.1"))
        .containsExactly("0.1", "4.0");
    assertThat(affected(extract, "known-below", "4.0.9", "4.1")).containsExactly("4.0.9");
    assertThat(affected(extract, "not-fixed", "1.4", "1.5", "99")).containsExactly("1.5", "99");
    assertThat(affected(extract, "one-version", "0.9", "1.0", "1.1")).containsExactly("1.0");
    assertThat(affected(extract, "of-npm", "1.0")).isEmpty();
    assertThat(affected(extract, "withdrawn", "1.0")).isEmpty();
  }

  /** What src/verify/advisories finds in a clone that is made up. */
  private Advisories extractOf(String... artifacts) {
    Path file = directory.resolve("extract.json");
    List<String> line = new ArrayList<>();
    line.add("src/verify/advisories");
    line.add("src/test/resources/advisories/clone");
    line.add(file.toString());
    Stream.of(artifacts).map(artifact -> "org.example:" + artifact).forEach(line::add);
    new SystemCommandRunner().runOk(HostCommand.of(Duration.ofMinutes(1), line));
    return Advisories.read(file);
  }

  private static List<String> affected(Advisories extract, String artifact, String... versions) {
    String name = "org.example:" + artifact;
    return Stream.of(versions)
        .filter(version -> !extract.problemsOf(List.of(new Dependency(name, version))).isEmpty())
        .toList();
  }
}
