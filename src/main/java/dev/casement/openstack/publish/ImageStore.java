package dev.casement.openstack.publish;

import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.openstack.cloud.Session;
import dev.casement.openstack.compute.Compute;
import dev.casement.openstack.image.Glance;
import dev.casement.openstack.image.ImageSchema;
import dev.casement.openstack.image.RemoteImage;
import dev.casement.openstack.image.StoredImage;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The image store of one cloud. */
public final class ImageStore implements AutoCloseable {
  private final CloudConfig cloud;
  private final Web web;
  private final Keystone keystone;
  private final Glance glance;
  private final Compute compute;
  private final Clock clock;

  private ImageStore(CloudConfig cloud, Web web, Clock clock) {
    this.cloud = cloud;
    this.web = web;
    this.clock = clock;
    this.keystone = new Keystone(web, cloud, clock);
    this.glance = new Glance(web, keystone, cloud);
    this.compute = Compute.of(web, keystone, cloud);
  }

  /**
   * The store of a cloud; sends no request yet.
   *
   * @param environment for the proxy variables
   */
  public static ImageStore of(CloudConfig cloud, Map<String, String> environment, Clock clock) {
    return new ImageStore(
        cloud,
        new Web(cloud.tls(), environment, Web.Patience.USUAL, clock, Failure.PUBLISH),
        clock);
  }

  /** As {@link #of}, with other limits for retries. */
  public static ImageStore of(CloudConfig cloud, int tries, Duration firstPause, Clock clock) {
    Web.Patience patience = new Web.Patience(tries, firstPause, Duration.ofMinutes(2));
    return new ImageStore(
        cloud, new Web(cloud.tls(), Map.of(), patience, clock, Failure.PUBLISH), clock);
  }

  /** The session for the credentials, from Keystone. */
  public Session session() {
    return keystone.session();
  }

  /** The number of the project's images; also verifies that Glance answers. */
  public int countImages() {
    String project = keystone.session().project().orElse("");
    return glance.list(Map.of("owner", project)).size();
  }

  /**
   * Checks, as far as possible in advance, that an image can be published.
   *
   * @param properties of the image to be published
   * @param acceptance what will have to accept the image
   * @throws dev.casement.report.BuildException PUBLISH
   */
  public void requireReady(Map<String, String> properties, Optional<Acceptance> acceptance) {
    keystone.project();
    if (keystone.session().canOnlyRead()) {
      throw PublishFailures.of(
          "in the cloud \"" + cloud.name() + "\", " + keystone.session().user() + " can only read",
          "ask for the role member: a reader cannot create images");
    }
    ImageSchema.of(glance.schema()).check(properties);
    acceptance.ifPresent(it -> it.requireReady(compute));
  }

  /** The services of the same cloud that run servers. */
  public Compute compute() {
    return compute;
  }

  /** The methods of interoperable import that the cloud offers. */
  public List<String> importMethods() {
    return glance.importMethods();
  }

  /**
   * Publishes an image.
   *
   * @throws dev.casement.report.BuildException PUBLISH
   */
  public Published publish(PublishOrder order, PublishListener listener) {
    cloud.warnings().forEach(listener::warn);
    if (!cloud.tls().verify()) {
      listener.warn("the certificates of \"" + cloud.name() + "\" are not verified");
    }
    return new Publication(glance, keystone, listener, clock, order).run(compute);
  }

  /** Returns one image. */
  public StoredImage image(String id) {
    return glance.show(id).orElseThrow(() -> noImage(id));
  }

  /**
   * Opens the data of an image, for random access.
   *
   * @param which an id, or a name that is unique
   * @throws dev.casement.report.BuildException PUBLISH
   */
  public RemoteImage open(String which) {
    List<StoredImage> found = glance.list(Map.of("name", which));
    if (found.size() > 1) {
      throw PublishFailures.of(
          "the cloud \""
              + cloud.name()
              + "\" has "
              + found.size()
              + " images of the name \""
              + which
              + "\"",
          "give one of their ids: "
              + found.stream().map(StoredImage::id).collect(Collectors.joining(", ")));
    }
    StoredImage image =
        found.isEmpty() ? glance.show(which).orElseThrow(() -> noImage(which)) : found.getFirst();
    if (!image.isActive()) {
      throw PublishFailures.of(
          "image " + image.id() + " has no data: it is " + image.status(),
          "wait until it is active, or name another one");
    }
    return new RemoteImage(glance, image);
  }

  private BuildException noImage(String which) {
    return PublishFailures.of(
        "the cloud \"" + cloud.name() + "\" has no image \"" + which + "\"",
        "see openstack image list");
  }

  @Override
  public void close() {
    web.close();
  }
}
