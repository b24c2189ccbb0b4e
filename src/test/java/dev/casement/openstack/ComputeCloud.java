package dev.casement.openstack;

import org.jspecify.annotations.Nullable;

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
