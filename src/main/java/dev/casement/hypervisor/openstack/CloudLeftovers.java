package dev.casement.hypervisor.openstack;

import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What builds of a work directory that were killed have left in a cloud. */
public final class CloudLeftovers {
  private final CloudServices cloud;
  private final Ownership ownership;
  private final CloudCalls calls;

  CloudLeftovers(CloudServices cloud, Ownership ownership, CloudCalls calls) {
    this.cloud = cloud;
    this.ownership = ownership;
    this.calls = calls;
  }

  /**
   * Something in the cloud.
   *
   * @param what for messages, such as {@code server 1 in the cloud lab}
   */
  public record Leftover(String what, Runnable deletion) {}

  /**
   * All of it, in an order in which it can be deleted.
   *
   * @param isLeft whether a machine of this name belongs to a build that does not run any more
   * @param isForgotten whether no checkpoint uses the volume of this id, which was made for one
   * @throws dev.casement.report.BuildException PUBLISH when the cloud does not answer
   */
  List<Leftover> all(Predicate<String> isLeft, Predicate<String> isForgotten) {
    List<Leftover> found = new ArrayList<>();
    Nova nova = cloud.compute().nova();
    ServerDeletion servers = new ServerDeletion(nova, calls);
    for (Server server : nova.servers("^casement-")) {
      if (isLeft(server.metadata(), isLeft)) {
        found.add(leftover("server", server.id(), () -> servers.byId(server.id())));
      }
    }
    CloudVolumes volumes = new CloudVolumes(cloud.cinder(), calls);
    for (Volume volume : cloud.cinder().volumes()) {
      boolean unused = !Ownership.isKept(volume.metadata()) || isForgotten.test(volume.id());
      if (unused && isLeft(volume.metadata(), isLeft)) {
        found.add(leftover("volume", volume.id(), () -> volumes.delete(volume.id())));
      }
    }
    for (StoredImage image : cloud.glance().list(Map.of(Ownership.WORK, ownership.work()))) {
      if (isLeft(image.properties(), isLeft)) {
        found.add(leftover("image", image.id(), () -> cloud.glance().delete(image.id())));
      }
    }
    return found;
  }

  private boolean isLeft(Map<String, String> metadata, Predicate<String> isLeft) {
    return ownership.has(metadata) && isLeft.test(metadata.get(Ownership.MACHINE));
  }

  private Leftover leftover(String kind, String id, Runnable deletion) {
    return new Leftover(
        kind + " " + id + " in the cloud " + cloud.cloud(),
        () -> calls.cleanUp(kind + " " + id, "openstack " + kind + " delete " + id, deletion));
  }
}
