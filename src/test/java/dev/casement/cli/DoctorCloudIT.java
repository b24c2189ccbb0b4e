package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.doctor.CloudCheck;
import dev.casement.cli.doctor.Finding;
import dev.casement.openstack.CloudFiles;
import dev.casement.openstack.TestCloud;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The doctor at a real Keystone and Glance. */
class DoctorCloudIT {
  private static TestCloud cloud;

  @BeforeAll
  static void bringUp() {
    cloud = TestCloud.ready();
  }

  @Test
  void saysWhoYouAreAndWhatTheCloudOffers() {
    List<Finding> findings = examine("application");
    assertThat(findings).extracting(Finding::status).containsOnly(Finding.Status.OK);
    assertThat(findings.get(0).detail()).contains("builder in project images", "member");
    assertThat(findings.get(1).detail()).contains("Glance answers", "glance-direct");
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
        .satisfies(finding -> assertThat(finding.status()).isEqualTo(Finding.Status.WARN))
        .satisfies(finding -> assertThat(finding.detail()).contains("no cloud \"nowhere\""));
  }

  private static List<Finding> examine(String name) {
    CloudFiles files = new CloudFiles(cloud.directory(), cloud.environment());
    return new CloudCheck(files, cloud.environment(), Clock.systemUTC()).examine(name);
  }
}
