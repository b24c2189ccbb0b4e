package dev.casement.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.http.Web;
import dev.casement.openstack.FakeCompute;
import dev.casement.openstack.RubbishTest;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.compute.Compute;
import dev.casement.report.Failure;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloudCheckTest {
  @Test
  void saysWhetherServersCanBeStarted() throws IOException {
    try (FakeCompute cloud = new FakeCompute()) {
      cloud.has("x", Map.of());
      assertThat(said(cloud)).isEqualTo("Nova answers: compute API 2.67, room for 9 more servers");
      cloud.quota = -1;
      assertThat(said(cloud)).endsWith("room for any number of servers");
      cloud.newest = "2.1";
      assertThat(said(cloud)).startsWith("--try is not possible: the compute service at ");
    }
  }

  private static String said(FakeCompute cloud) {
    CloudConfig config = RubbishTest.config(cloud.address(), Optional.empty());
    Web.Patience patience = new Web.Patience(2, Duration.ofMillis(1), Duration.ofMinutes(2));
    try (Web web = new Web(config.tls(), Map.of(), patience, Clock.systemUTC(), Failure.PUBLISH)) {
      Keystone keystone = new Keystone(web, config, Clock.systemUTC());
      CheckResult result = CloudCheck.compute("cloud", Compute.of(web, keystone, config));
      assertThat(result.status()).isEqualTo(CheckResult.Status.OK);
      return result.detail();
    }
  }
}
