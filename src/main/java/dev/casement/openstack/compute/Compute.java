package dev.casement.openstack.compute;

import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.Keystone;

/**
 * The services of a cloud that run servers.
 *
 * @param cloud its name
 */
public record Compute(String cloud, Nova nova, Neutron neutron) {
  /** Those of a cloud; sends no request yet. */
  public static Compute of(Web web, Keystone keystone, CloudConfig cloud) {
    return new Compute(
        cloud.name(), new Nova(web, keystone, cloud), new Neutron(web, keystone, cloud));
  }
}
