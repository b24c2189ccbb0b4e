package dev.casement.build;

import dev.casement.openstack.CloudConfig;
import dev.casement.openstack.PublishOrder;
import java.util.Map;
import java.util.function.Function;

/**
 * Where a build's image goes once it is made.
 *
 * @param environment for the proxy variables
 * @param order what is to become of the image there
 */
public record Publishing(
    CloudConfig cloud, Map<String, String> environment, Function<BuildRecord, PublishOrder> order) {
  public Publishing {
    environment = Map.copyOf(environment);
  }
}
