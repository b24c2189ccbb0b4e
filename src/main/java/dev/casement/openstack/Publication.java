package dev.casement.openstack;

import dev.casement.openstack.PublishOrder.Older;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Publishes an image to one cloud, under a dated name first, then under the name that users look
 * for.
 *
 * <p>Doing it twice changes nothing the second time. Only images of this project that carry
 * Casement's own properties are ever changed.
 */
final class Publication {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private final Glance glance;
  private final Keystone keystone;
  private final PublishListener listener;
  private final Clock clock;
  private final PublishOrder order;
  private final List<String> actions = new ArrayList<>();

  Publication(
      Glance glance, Keystone keystone, PublishListener listener, Clock clock, PublishOrder order) {
    this.glance = glance;
    this.keystone = keystone;
    this.listener = listener;
    this.clock = clock;
    this.order = order;
  }

  Published run(String cloud) {
    String project =
        keystone
            .session()
            .project()
            .orElseThrow(
                () ->
                    Troubles.of(
                        "the credentials of the cloud \"" + cloud + "\" are for no project",
                        "give auth.project_name and its domain in clouds.yaml"));
    ImageSchema.of(glance.schema()).check(order.image().properties());
    for (Metadefs metadefs : glance.metadefs()) {
      metadefs.objections(order.image().properties()).forEach(listener::warn);
    }
    List<StoredImage> ours = ours(project);
    Optional<StoredImage> there = ours.stream().filter(this::isSame).findFirst();
    Optional<StoredImage> image = there.isPresent() ? there : upload();
    there.ifPresent(
        same -> {
          actions.add("the same image is there already, as " + same.id() + ": nothing uploaded");
          refresh(same);
        });
    image.ifPresent(this::share);
    moveName(image, ours);
    retire(image, ours);
    return new Published(
        cloud,
        image.map(StoredImage::id).orElse(""),
        order.image().name(),
        there.isEmpty() && !order.dryRun(),
        actions);
  }

  private List<StoredImage> ours(String project) {
    List<StoredImage> found = new ArrayList<>();
    for (String hidden : List.of("false", "true")) {
      Map<String, String> filters = new LinkedHashMap<>();
      filters.put("owner", project);
      filters.put("os_hidden", hidden);
      filters.put(Marks.RECIPE, order.recipe());
      found.addAll(glance.list(filters));
    }
    // A proxy or an old Glance may ignore a filter: nothing but our own is to be touched.
    return found.stream()
        .filter(image -> image.owner().equals(project))
        .filter(image -> image.property(Marks.RECIPE).equals(Optional.of(order.recipe())))
        .filter(image -> image.property(Marks.BUILD).isPresent())
        .toList();
  }

  private boolean isSame(StoredImage image) {
    return image.isActive()
        && !image.hidden()
        && image.size() == order.size()
        && image.hash().equals(order.sha512());
  }

  private Optional<StoredImage> upload() {
    String dated = order.image().name() + " " + DATE.format(clock.instant());
    actions.add("uploaded " + order.size() + " bytes as \"" + dated + "\"");
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
            wanted.visibility(),
            wanted.isProtected(),
            wanted.tags(),
            properties);
    return Optional.of(new Upload(glance, keystone, listener, order).run(image));
  }

  /** Brings an image that is there already to what the order says. */
  private void refresh(StoredImage image) {
    NewImage wanted = order.image();
    List<Map<String, Object>> changes = new ArrayList<>();
    wanted
        .properties()
        .forEach(
            (name, value) -> {
              // Another build may make the same bytes: the record of the first one stays true.
              boolean differs = !image.property(name).equals(Optional.of(value));
              if (differs && !name.equals(Marks.BUILD)) {
                changes.add(Changes.set(name, value));
              }
            });
    if (!image.visibility().equals(wanted.visibility())) {
      changes.add(Changes.set("visibility", wanted.visibility()));
    }
    if (!new TreeSet<>(image.tags()).equals(new TreeSet<>(wanted.tags()))) {
      changes.add(Changes.set("tags", wanted.tags()));
    }
    if (!changes.isEmpty()) {
      change(image, changes, "changed " + Changes.names(changes) + " of " + image.id());
    }
  }

  private void share(StoredImage image) {
    for (String project : order.share()) {
      actions.add("shared with project " + project + ", which has to accept it");
      if (!order.dryRun()) {
        glance.share(image.id(), project);
      }
    }
  }

  /** Gives the name to the new image before it is taken from the old: it is never without one. */
  private void moveName(Optional<StoredImage> image, List<StoredImage> ours) {
    String name = order.image().name();
    List<Map<String, Object>> changes = new ArrayList<>();
    if (image.isEmpty() || !image.get().name().equals(name)) {
      changes.add(Changes.set("name", name));
      actions.add("named it \"" + name + "\"");
    }
    boolean isProtected = order.image().isProtected();
    if (isProtected != image.map(StoredImage::isProtected).orElse(false)) {
      changes.add(Changes.set("protected", isProtected));
      actions.add((isProtected ? "protected" : "no longer protected") + " against deletion");
    }
    if (!order.dryRun()) {
      image.ifPresent(it -> glance.update(it.id(), changes));
    }
    for (StoredImage old : ours) {
      boolean isOther = image.isEmpty() || !old.id().equals(image.get().id());
      if (isOther && old.name().equals(name)) {
        String dated = old.property(Marks.DATED_NAME).orElse(name + " " + old.created());
        change(
            old,
            List.of(Changes.set("name", dated)),
            "renamed its predecessor " + old.id() + " to \"" + dated + "\"");
      }
    }
  }

  private void retire(Optional<StoredImage> image, List<StoredImage> ours) {
    if (order.keep().isEmpty()) {
      return;
    }
    List<StoredImage> others =
        ours.stream()
            .filter(StoredImage::isActive)
            .filter(old -> image.isEmpty() || !old.id().equals(image.get().id()))
            .sorted(Comparator.comparing(StoredImage::created).reversed())
            .toList();
    int kept = order.keep().getAsInt() - 1;
    others.stream().skip(kept).forEach(this::retire);
  }

  private void retire(StoredImage old) {
    if (order.older() == Older.HIDE) {
      if (!old.hidden()) {
        change(old, List.of(Changes.set("os_hidden", true)), "hid " + old.id());
      }
    } else if (old.isProtected()) {
      actions.add("left " + old.id() + ", which is protected");
    } else {
      actions.add("deleted " + old.id() + " (\"" + old.name() + "\")");
      if (!order.dryRun()) {
        glance.delete(old.id());
      }
    }
  }

  private void change(StoredImage image, List<Map<String, Object>> changes, String action) {
    actions.add(action);
    if (!order.dryRun()) {
      listener.progress(OptionalInt.empty(), action);
      glance.update(image.id(), changes);
    }
  }
}
