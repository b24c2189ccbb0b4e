package dev.casement.openstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A real OpenStack that runs servers, shared by all tests of a JVM. Its clouds are builder, reader,
 * stranger and admin. Needs root, and takes a minute or two to come up.
 */
public final class ComputeCloud extends LocalCloud {
  /** For a test that must have it alone: there are some that kill its services. */
  public static final String LOCK = "OpenStack that runs servers";

  private static @Nullable ComputeCloud shared;

  private ComputeCloud() {
    super("src/it/openstack/compute/cloud", "compute");
  }

  /** The cloud, once servers can be started in it. */
  public static synchronized ComputeCloud ready() {
    ComputeCloud cloud = shared;
    if (cloud == null) {
      cloud = new ComputeCloud();
      shared = cloud;
    }
    cloud.awaitReady();
    return cloud;
  }

  /**
   * What {@code openstack KIND list} shows to one of the clouds, except what is being erased:
   * Cinder has said yes, and nobody waits for it.
   */
  public List<JsonNode> list(String cloud, String kind, String... arguments) {
    List<String> line = new ArrayList<>(List.of(kind, "list"));
    line.addAll(List.of(arguments));
    return ask(cloud, line.toArray(new String[0])).values().stream()
        .filter(each -> !each.path("Status").asString("").equals("deleting"))
        .toList();
  }

  /** Kills a service, such as nova-compute, with all that belongs to it; servers run on. */
  public void kill(String service) {
    run("kill", service);
  }

  /** Starts a service that was killed, and waits until it works. */
  public void restart(String service) {
    run("start", service);
  }

  /** Asks the cloud's libvirt; what it printed. */
  public String virsh(String... arguments) {
    return run("virsh", arguments);
  }
}
