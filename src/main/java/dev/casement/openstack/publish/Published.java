package dev.casement.openstack.publish;

import java.util.List;

/**
 * What has become of an order.
 *
 * @param id the image's id, empty when nothing was to be changed and there is none
 * @param uploaded whether its data went over the network
 * @param actions what was done, or would be, in order, a clause each
 */
public record Published(
    String cloud, String id, String name, boolean uploaded, List<String> actions) {
  public Published {
    actions = List.copyOf(actions);
  }
}
