package dev.casement.openstack.publish;

import dev.casement.http.Answer;
import dev.casement.openstack.image.Changes;
import dev.casement.openstack.image.Glance;
import dev.casement.openstack.image.Marks;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A recipe's images that were published to a project before, and what happens to them.
 *
 * <p>No other image is ever changed: neither those of other users nor those that Nova and Cinder
 * made from a published image and its properties.
 */
final class Predecessors {
  /** Properties that Nova gives to snapshots of servers. Source: nova/compute/utils.py. */
  private static final List<String> OF_SNAPSHOTS = List.of("base_image_ref", "instance_uuid");

  private final Glance glance;
  private final PublishListener listener;
  private final PublishOrder order;
  private final Actions actions;

  Predecessors(Glance glance, PublishListener listener, PublishOrder order, Actions actions) {
    this.glance = glance;
    this.listener = listener;
    this.order = order;
    this.actions = actions;
  }

  /** All of them; visible ones come first. */
  List<StoredImage> find(String project) {
    List<StoredImage> found = new ArrayList<>();
    for (String hidden : List.of("false", "true")) {
      Map<String, String> filters = new LinkedHashMap<>();
      filters.put("owner", project);
      filters.put("os_hidden", hidden);
      filters.put(Marks.RECIPE, order.recipe());
      found.addAll(glance.list(filters));
    }
    // A proxy or an old Glance may ignore a filter: only Casement's own images may be changed.
    return found.stream()
        .filter(image -> image.owner().equals(project))
        .filter(image -> image.property(Marks.RECIPE).equals(Optional.of(order.recipe())))
        .filter(image -> image.property(Marks.BUILD).isPresent())
        .filter(Predecessors::isPublished)
        .toList();
  }

  private static boolean isPublished(StoredImage image) {
    boolean snapshot =
        image.property("image_type").filter("snapshot"::equals).isPresent()
            || OF_SNAPSHOTS.stream().anyMatch(image.properties()::containsKey);
    return image.property(Marks.IMAGE).equals(Optional.of(image.id())) && !snapshot;
  }

  /**
   * Gives all but the new image their dated names.
   *
   * @param image the new image's id
   */
  void rename(List<StoredImage> all, String image) {
    String name = order.image().name();
    for (StoredImage old : others(all, image).toList()) {
      if (old.name().equals(name)) {
        String dated = old.property(Marks.DATED_NAME).orElse(name + " " + old.created());
        actions.take(
            "renamed its predecessor " + old.id() + " to \"" + dated + "\"",
            () -> glance.update(old.id(), List.of(Changes.set("name", dated))));
      }
    }
  }

  /**
   * Hides or deletes the images beyond those to keep; an image that failed its trial is never one
   * of those. A failure with one does not affect the others.
   *
   * @param image the new image's id
   */
  void retire(List<StoredImage> all, String image) {
    if (order.keep().isEmpty()) {
      return;
    }
    Map<Boolean, List<StoredImage>> refused =
        others(all, image)
            .filter(StoredImage::isActive)
            .sorted(byAge().reversed())
            .collect(Collectors.partitioningBy(Predecessors::isRefused));
    refused.getOrDefault(true, List.of()).forEach(this::retire);
    refused.getOrDefault(false, List.of()).stream()
        .skip(order.keep().getAsInt() - 1)
        .forEach(this::retire);
  }

  /** Oldest first. Glance tells whole seconds; of two in one, the later has the name. */
  private Comparator<StoredImage> byAge() {
    return Comparator.comparing(StoredImage::created)
        .thenComparing(image -> image.name().equals(order.image().name()));
  }

  private static boolean isRefused(StoredImage image) {
    return image.hidden() && image.property(Marks.TRIAL).equals(Optional.of(Marks.FAILED));
  }

  private static Stream<StoredImage> others(List<StoredImage> all, String image) {
    return all.stream().filter(old -> !old.id().equals(image));
  }

  private void retire(StoredImage old) {
    try {
      if (order.older() == Older.HIDE) {
        hide(old);
      } else if (old.isProtected()) {
        actions.say("left " + old.id() + ", which is protected");
      } else {
        String deleted = "deleted " + old.id() + " (\"" + old.name() + "\")";
        actions.take(deleted, () -> delete(old));
      }
    } catch (BuildException e) {
      if (e.failure() != Failure.PUBLISH) {
        throw e;
      }
      listener.warn(e.what());
    }
  }

  private void hide(StoredImage old) {
    if (!old.hidden()) {
      List<Map<String, Object>> hidden = List.of(Changes.set("os_hidden", true));
      actions.take("hid " + old.id(), () -> glance.update(old.id(), hidden));
    }
  }

  private boolean delete(StoredImage old) {
    Answer answer = glance.tryDelete(old.id());
    switch (answer.status()) {
      // Ceph refuses to delete an image while volumes or servers are clones of it.
      case 409 -> actions.say("left " + old.id() + ", which is in use: " + answer.reason());
      case 403 -> actions.say("left " + old.id() + ", which is protected: " + answer.reason());
      case 404 -> {}
      default -> glance.require(answer, "delete image " + old.id());
    }
    return answer.isSuccess();
  }
}
