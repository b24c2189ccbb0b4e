package dev.casement.openstack.publish;

import java.util.List;

/**
 * The result of an order.
 *
 * @param id the image's id; empty in a dry run without an existing image
 * @param uploaded whether its data was transferred
 * @param actions the actions taken, or in a dry run planned, in order, a clause each
 */
public record Published(
    String cloud, String id, String name, boolean uploaded, List<String> actions) {
  public Published {
    actions = List.copyOf(actions);
  }
}
