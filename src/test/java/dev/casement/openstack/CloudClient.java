package dev.casement.openstack;

import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.compute.Compute;
import dev.casement.openstack.image.Glance;
import dev.casement.openstack.volume.Cinder;
import dev.casement.report.Failure;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What asks a {@link FakeCompute}, without long pauses. */
public record CloudClient(Web web, Keystone keystone, CloudConfig config) implements AutoCloseable {
  /**
   * @param tries how often a request is sent before it has failed
   */
  public static CloudClient of(FakeCompute cloud, int tries) {
    CloudConfig config = RubbishTest.config(cloud.address(), Optional.empty());
    Web web =
        new Web(
            config.tls(),
            Map.of(),
            new Web.Patience(tries, Duration.ofMillis(1), Duration.ofMinutes(2)),
            Clock.systemUTC(),
            Failure.PUBLISH);
    return new CloudClient(web, new Keystone(web, config, Clock.systemUTC()), config);
  }

  public Compute compute() {
    return Compute.of(web, keystone, config);
  }

  public Glance glance() {
    return new Glance(web, keystone, config);
  }

  public Cinder cinder() {
    return new Cinder(web, keystone, config);
  }

  @Override
  public void close() {
    web.close();
  }
}
