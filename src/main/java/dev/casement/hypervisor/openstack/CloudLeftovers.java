package dev.casement.hypervisor.openstack;

import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
   * @param deletion fails with CLOUD if it is still there afterwards
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
    for (Server server : nova.servers("casement-")) {
      if (isLeft(server.metadata(), isLeft)) {
        found.add(
            leftover("server", server.id(), it -> new ServerDeletion(nova, it).byId(server.id())));
      }
    }
    for (Volume volume : cloud.cinder().volumes()) {
      boolean unused = !Ownership.isKept(volume.metadata()) || isForgotten.test(volume.id());
      if (unused && !volume.isGoing() && isLeft(volume.metadata(), isLeft)) {
        found.add(
            leftover(
                "volume",
                volume.id(),
                it -> new CloudVolumes(cloud.cinder(), it).delete(volume.id())));
      }
    }
    for (StoredImage image : cloud.glance().list(Map.of(Ownership.WORK, ownership.work()))) {
      if (isOwn(image) && isLeft(image.properties(), isLeft)) {
        found.add(leftover("image", image.id(), _ -> cloud.glance().delete(image.id())));
      }
    }
    return found;
  }

  /**
   * Whether it is not one that somebody else has made of a machine's volume, with its properties,
   * nor a complete one that all builds share.
   */
  private static boolean isOwn(StoredImage image) {
    return Ownership.isName(image.name())
        || (image.property(CloudMedia.MEDIUM).isPresent() && !image.isActive());
  }

  private boolean isLeft(Map<String, String> metadata, Predicate<String> isLeft) {
    return ownership.has(metadata) && isLeft.test(metadata.get(Ownership.MACHINE));
  }

  private Leftover leftover(String kind, String id, Consumer<CloudCalls> deletion) {
    return new Leftover(
        kind + " " + id + " in the cloud " + cloud.cloud(), () -> calls.delete(deletion));
  }
}
