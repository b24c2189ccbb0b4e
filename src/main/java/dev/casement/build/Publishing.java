package dev.casement.build;

import dev.casement.openstack.CloudConfig;
import java.util.List;
import java.util.Map;

/**
 * Where a build's image goes once it is made.
 *
 * @param clouds at least one
 * @param environment for the proxy variables
 * @param settings what the image is to be there
 */
public record Publishing(
    List<CloudConfig> clouds, Map<String, String> environment, PublishSettings settings) {
  public Publishing {
    clouds = List.copyOf(clouds);
    environment = Map.copyOf(environment);
    if (clouds.isEmpty()) {
      throw new IllegalArgumentException("an image is published to one cloud at least");
    }
  }
}
