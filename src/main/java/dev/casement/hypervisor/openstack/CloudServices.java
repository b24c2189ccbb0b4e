package dev.casement.hypervisor.openstack;

import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.compute.Compute;
import dev.casement.openstack.image.Glance;
import dev.casement.openstack.volume.Cinder;
import dev.casement.report.Failure;
import java.time.Clock;
import java.util.Map;

/**
 * The services of a cloud that a build needs.
 *
 * @param cloud its name
 */
public record CloudServices(
    String cloud, Keystone keystone, Glance glance, Compute compute, Cinder cinder) {
  /**
   * Those of a cloud; sends no request yet.
   *
   * @param environment for the proxy variables
   */
  public static CloudServices of(CloudConfig cloud, Map<String, String> environment, Clock clock) {
    return of(
        cloud,
        new Web(cloud.tls(), environment, Web.Patience.USUAL, clock, Failure.PUBLISH),
        clock);
  }

  static CloudServices of(CloudConfig cloud, Web web, Clock clock) {
    Keystone keystone = new Keystone(web, cloud, clock);
    return new CloudServices(
        cloud.name(),
        keystone,
        new Glance(web, keystone, cloud),
        Compute.of(web, keystone, cloud),
        new Cinder(web, keystone, cloud));
  }
}
