package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.command.DoctorCommand;
import dev.casement.cli.doctor.CheckResult;
import dev.casement.cli.doctor.CloudCheck;
import dev.casement.openstack.TestCloud;
import dev.casement.openstack.cloud.CloudFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The doctor at a real Keystone and Glance. */
@ResourceLock(TestCloud.LOCK)
class DoctorCloudIT {
  private static TestCloud cloud;

  @BeforeAll
  static void bringUp() {
    cloud = TestCloud.ready();
  }

  @Test
  void saysWhoYouAreAndWhatTheCloudOffers() {
    List<CheckResult> results = examine("application");
    assertThat(results).extracting(CheckResult::status).containsOnly(CheckResult.Status.OK);
    assertThat(results.get(0).detail()).contains("builder in project images", "member");
    assertThat(results.get(1).detail()).contains("Glance answers", "glance-direct");
  }

  @Test
  void warnsWhoeverCanOnlyRead() {
    assertThat(examine("reader").getFirst().remedy().orElse("")).contains("role member");
  }

  @ParameterizedTest
  @ValueSource(strings = {"domain", "system"})
  void warnsWhoeverHasNoProject(String scope) {
    assertThat(examine(scope).getFirst().remedy().orElse("")).contains("images belong to one");
  }

  @Test
  void warnsOfACloudThatIsNotThere() {
    assertThat(examine("nowhere"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.status()).isEqualTo(CheckResult.Status.WARN))
        .satisfies(finding -> assertThat(finding.detail()).contains("no cloud \"nowhere\""));
  }

  @Test
  void warnsOfCertificatesThatAreNotVerified(@TempDir Path directory) throws IOException {
    ObjectNode clouds = (ObjectNode) cloud.clouds();
    ((ObjectNode) clouds.path("clouds").path("tls")).put("verify", false).remove("cacert");
    Path file = Files.writeString(directory.resolve("clouds.json"), clouds.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    List<CheckResult> results = examine("tls", Map.of("OS_CLIENT_CONFIG_FILE", file.toString()));

    assertThat(results.getFirst().detail()).contains("certificates are not verified");
    assertThat(results).extracting(CheckResult::status).contains(CheckResult.Status.OK);
  }

  @Test
  void whatIsFoundDoesNotMoveTheCursor(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("clouds.json");
    Files.writeString(file, "{\"clouds\": {\"\\u001b[1A\\u202e\": {\"auth\": {}}}}");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);

    examine("nowhere", Map.of("OS_CLIENT_CONFIG_FILE", file.toString()))
        .forEach(finding -> DoctorCommand.print(stream, finding));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("next: use one of: \\u{1b}[1A\\u{202e}");
  }

  private static List<CheckResult> examine(String name) {
    return examine(name, cloud.environment());
  }

  private static List<CheckResult> examine(String name, Map<String, String> environment) {
    CloudFiles files = new CloudFiles(cloud.directory(), environment);
    return new CloudCheck(files, environment, Clock.systemUTC()).examine(name);
  }
}
