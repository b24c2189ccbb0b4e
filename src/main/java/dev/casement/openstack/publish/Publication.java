package dev.casement.openstack.publish;

import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.openstack.compute.Compute;
import dev.casement.openstack.image.Changes;
import dev.casement.openstack.image.Glance;
import dev.casement.openstack.image.ImageSchema;
import dev.casement.openstack.image.Marks;
import dev.casement.openstack.image.Metadefs;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.image.Visibility;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Publishes an image to one cloud, first under a dated name, then under the name that users look
 * for.
 *
 * <p>Publishing the same image again changes nothing. Only images of this project that Casement
 * published are ever changed.
 */
final class Publication {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Glance glance;
  private final Keystone keystone;
  private final PublishListener listener;
  private final Clock clock;
  private final PublishOrder order;
  private final Actions actions;
  private final Predecessors predecessors;

  Publication(
      Glance glance, Keystone keystone, PublishListener listener, Clock clock, PublishOrder order) {
    this.glance = glance;
    this.keystone = keystone;
    this.listener = listener;
    this.clock = clock;
    this.order = order;
    this.actions = new Actions(listener, order.dryRun());
    this.predecessors = new Predecessors(glance, listener, order, actions);
  }

  /**
   * Publishes it.
   *
   * @param compute where it is tried before, if the order says so
   */
  Published run(Compute compute) {
    String project = keystone.project();
    // An upload takes hours: what the trial needs is checked before.
    order.acceptance().ifPresent(acceptance -> acceptance.requireReady(compute));
    ImageSchema.of(glance.schema()).check(order.image().properties());
    for (Metadefs metadefs : glance.metadefs()) {
      metadefs.objections(order.image().properties()).forEach(listener::warn);
    }
    List<StoredImage> all = predecessors.find(project);
    Optional<StoredImage> there = all.stream().filter(this::isSame).findFirst();
    Optional<StoredImage> image = there.isPresent() ? there : upload();
    boolean uploaded = there.isEmpty() && image.isPresent();
    try {
      there.ifPresent(this::refresh);
      order.acceptance().ifPresent(acceptance -> test(image, acceptance, compute));
      image.ifPresent(this::share);
      takeName(image);
      // An upload takes hours: meanwhile, others may have published and deleted images.
      List<StoredImage> now = uploaded ? predecessors.find(project) : all;
      String id = image.map(StoredImage::id).orElse("");
      predecessors.rename(now, id);
      predecessors.retire(now, id);
      return new Published(compute.cloud(), id, order.image().name(), uploaded, actions.told());
    } catch (BuildException e) {
      throw image.map(it -> afterwards(it, e)).orElse(e);
    }
  }

  /** A failure after the image was published; tells the user that the image itself is usable. */
  private static BuildException afterwards(StoredImage image, BuildException e) {
    return new BuildException(
        e.failure(), "image " + image.id() + " is active, but " + e.what(), e.remedy(), e);
  }

  private boolean isSame(StoredImage image) {
    boolean same =
        image.hashAlgorithm().equals("sha512")
            ? image.hash().equals(order.sha512())
            : hasSameSha256(image);
    return image.isActive() && image.size() == order.size() && same;
  }

  /**
   * Whether the recorded SHA-256 says that it is the same image, for clouds with another hash
   * algorithm.
   */
  private boolean hasSameSha256(StoredImage image) {
    Optional<String> recorded = image.property(Marks.SHA256);
    String ours = order.image().properties().get(Marks.SHA256);
    return recorded.isPresent() && recorded.equals(Optional.ofNullable(ours));
  }

  private Optional<StoredImage> upload() {
    String dated = order.image().name() + " " + DATE.format(clock.instant());
    actions.say("uploaded " + order.size() + " bytes as \"" + dated + "\"");
    if (order.dryRun()) {
      return Optional.empty();
    }
    Map<String, String> properties = new LinkedHashMap<>(order.image().properties());
    properties.put(Marks.DATED_NAME, dated);
    NewImage wanted = order.image();
    NewImage image =
        new NewImage(
            dated,
            wanted.diskFormat(),
            wanted.minDisk(),
            wanted.minRam(),
            Optional.of(order.visibility()),
            wanted.isProtected(),
            wanted.tags(),
            properties,
            wanted.without());
    return Optional.of(new Upload(glance, keystone, listener, order.content()).run(image));
  }

  /**
   * Updates an existing image to the order. Other attributes are left alone: a user may have made
   * the image public, or added a tag.
   */
  private void refresh(StoredImage image) {
    actions.say("the same image already exists as " + image.id() + "; nothing uploaded");
    if (image.property(Marks.TRIAL).equals(Optional.of(Marks.FAILED))
        && order.acceptance().isEmpty()) {
      listener.warn("image " + image.id() + " has failed its trial before; --try repeats it");
    }
    NewImage wanted = order.image();
    List<Map<String, Object>> changes = new ArrayList<>(propertyChanges(image, wanted));
    if (image.minDisk() != wanted.minDisk()) {
      changes.add(Changes.set("min_disk", wanted.minDisk()));
    }
    if (image.minRam() != wanted.minRam()) {
      changes.add(Changes.set("min_ram", wanted.minRam()));
    }
    if (image.hidden() && order.acceptance().isEmpty()) {
      changes.add(Changes.set("os_hidden", false));
    }
    visibility(image)
        .filter(visibility -> !visibility.toString().equals(image.visibility()))
        .ifPresent(visibility -> changes.add(Changes.set("visibility", visibility.toString())));
    Set<String> tags = new TreeSet<>(image.tags());
    if (tags.addAll(wanted.tags())) {
      changes.add(Changes.set("tags", List.copyOf(tags)));
    }
    if (!changes.isEmpty()) {
      actions.take(
          "changed " + Changes.names(changes) + " of " + image.id(), () -> update(image, changes));
    }
  }

  private static List<Map<String, Object>> propertyChanges(StoredImage image, NewImage wanted) {
    List<Map<String, Object>> changes = new ArrayList<>();
    wanted
        .properties()
        .forEach(
            (name, value) -> {
              // Another build may produce the same bytes: keep the first build's record.
              boolean differs = !image.property(name).equals(Optional.of(value));
              if (differs && !name.equals(Marks.BUILD)) {
                changes.add(Changes.set(name, value));
              }
            });
    for (String name : wanted.without()) {
      if (image.property(name).isPresent()) {
        changes.add(Changes.remove(name));
      }
    }
    return changes;
  }

  /** Lets the image be tried; one that fails is hidden, unless it has the name already. */
  private void test(Optional<StoredImage> tested, Acceptance acceptance, Compute compute) {
    if (tested.isEmpty() || order.dryRun()) {
      actions.say("tried a server from it, before it gets the name");
      return;
    }
    StoredImage image = tested.get();
    try {
      actions.say(acceptance.test(compute, image, clock, listener));
    } catch (BuildException e) {
      if (e.failure() == Failure.VERIFY) {
        refuse(image);
      }
      throw e;
    }
    List<Map<String, Object>> changes = new ArrayList<>();
    changes.add(Changes.set(Marks.TRIAL, Marks.PASSED));
    if (image.hidden()) {
      changes.add(Changes.set("os_hidden", false));
    }
    update(image, changes);
  }

  private void refuse(StoredImage image) {
    List<Map<String, Object>> changes = new ArrayList<>();
    changes.add(Changes.set(Marks.TRIAL, Marks.FAILED));
    if (!image.name().equals(order.image().name())) {
      changes.add(Changes.set("os_hidden", true));
    }
    try {
      update(image, changes);
    } catch (BuildException e) {
      listener.warn("image " + image.id() + " could not be marked as failed: " + e.what());
    }
  }

  /** The new visibility of an existing image; empty when it stays unchanged. */
  private Optional<Visibility> visibility(StoredImage image) {
    boolean mustBeShared = !order.share().isEmpty() && image.visibility().equals("private");
    return order
        .image()
        .visibility()
        .or(() -> mustBeShared ? Optional.of(Visibility.SHARED) : Optional.empty());
  }

  private void share(StoredImage image) {
    // An image that was made visible to all since then has no members and needs none.
    boolean open =
        order.image().visibility().isEmpty()
            && List.of("public", "community").contains(image.visibility());
    if (order.share().isEmpty() || open) {
      return;
    }
    Set<String> members = glance.members(image.id());
    for (String project : order.share()) {
      if (!members.contains(project)) {
        actions.take(
            "shared with project " + project + ", which has to accept it",
            () -> glance.share(image.id(), project));
      }
    }
  }

  /**
   * Gives the name to the new image before taking it from the old one, so that the name always
   * exists.
   */
  private void takeName(Optional<StoredImage> image) {
    String name = order.image().name();
    if (image.isEmpty() || !image.get().name().equals(name)) {
      actions.take(
          "named it \"" + name + "\"",
          () -> update(image.orElseThrow(), List.of(Changes.set("name", name))));
    }
    boolean before = image.map(StoredImage::isProtected).orElse(false);
    boolean isProtected = order.image().isProtected().orElse(before);
    if (isProtected != before) {
      actions.take(
          (isProtected ? "protected" : "no longer protected") + " against deletion",
          () -> update(image.orElseThrow(), List.of(Changes.set("protected", isProtected))));
    }
  }

  private boolean update(StoredImage image, List<Map<String, Object>> changes) {
    if (!glance.update(image.id(), changes)) {
      throw PublishFailures.of("it was deleted in the meantime", "publish again");
    }
    return true;
  }
}
