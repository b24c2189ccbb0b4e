package dev.casement.openstack.volume;

import dev.casement.http.Answer;
import dev.casement.http.Request;
import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudService;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.openstack.cloud.Service;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Client of Cinder, version 3, with tokens from Keystone.
 *
 * <p>Source: Block Storage API v3 (docs.openstack.org/api-ref/block-storage/v3).
 */
public final class Cinder {
  private static final String JSON = "application/json";
  private static final int MOST_PAGES = 1000;
  private static final String VERSION = "OpenStack-API-Version";

  private final CloudService service;

  public Cinder(Web web, Keystone keystone, CloudConfig cloud) {
    this.service = new CloudService(web, keystone, cloud, Service.VOLUME);
  }

  /**
   * What the project's quota lacks for more volumes, a clause; empty if nothing, or where the cloud
   * does not tell. Source: Block Storage API v3, "Show absolute limits for project"; -1 means
   * unlimited.
   *
   * @param volumes how many
   * @param size of all of them, in GiB
   */
  public Optional<String> lacksFor(long volumes, long size) {
    Answer answer = service.send(Request.get(uri("limits")));
    if (!answer.isSuccess()) {
      return Optional.empty();
    }
    JsonNode absolute = service.json(answer).path("limits").path("absolute");
    long more = left(absolute, "maxTotalVolumes", "totalVolumesUsed");
    long room = left(absolute, "maxTotalVolumeGigabytes", "totalGigabytesUsed");
    if (more < volumes) {
      return Optional.of("allows " + more + " more volumes, not " + volumes);
    }
    return room < size
        ? Optional.of("allows " + room + " GiB more in volumes, not " + size)
        : Optional.empty();
  }

  private static long left(JsonNode absolute, String most, String used) {
    long limit = absolute.path(most).asLong(-1);
    return limit < 0 ? Long.MAX_VALUE : Math.max(0, limit - absolute.path(used).asLong(0));
  }

  /**
   * Whether there is an availability zone of this name; false where the cloud does not tell.
   * Source: Block Storage API v3, "Get availability zone information".
   */
  public boolean hasZone(String name) {
    Answer answer = service.send(Request.get(uri("os-availability-zone")));
    return answer.isSuccess()
        && service
            .json(answer)
            .path("availabilityZoneInfo")
            .valueStream()
            .anyMatch(zone -> zone.path("zoneName").asString("").equals(name));
  }

  /**
   * Creates a volume, at most once; it is {@code creating} when this returns.
   *
   * @return its id
   */
  public String create(NewVolume volume) {
    AtomicReference<String> found = new AtomicReference<>("");
    return service
        .create(
            Request.json("POST", uri("volumes"), JSON, volume.json()),
            "create a volume",
            () -> {
              Optional<Volume> made = find(volume.name());
              made.map(Volume::id).ifPresent(found::set);
              return made;
            })
        .map(answer -> service.json(answer).path("volume").path("id").asString(""))
        .orElseGet(found::get);
  }

  /** The volume of a name that only one has. */
  public Optional<Volume> find(String name) {
    return volumes().stream().filter(volume -> volume.name().equals(name)).findFirst();
  }

  /** All volumes of the project, page by page. */
  public List<Volume> volumes() {
    List<Volume> all = new ArrayList<>();
    String page = "";
    for (int count = 0; count < MOST_PAGES; count++) {
      URI uri = service.web().address(uri("volumes/detail") + page, "a list of volumes");
      JsonNode json = service.json(service.get(uri, "list volumes"));
      json.path("volumes").forEach(volume -> all.add(Volume.of(volume)));
      Optional<String> next =
          json.path("volumes_links")
              .valueStream()
              .filter(link -> link.path("rel").asString("").equals("next"))
              .map(link -> link.path("href").asString(""))
              .filter(href -> href.contains("?"))
              .findFirst();
      if (next.isEmpty()) {
        return all;
      }
      // Behind a proxy, Cinder does not know its own address.
      page = next.get().substring(next.get().indexOf('?'));
    }
    throw PublishFailures.of("the list of volumes never ends", "ask the operator of the cloud");
  }

  /** A volume; empty when it no longer exists. */
  public Optional<Volume> volume(String id) {
    Answer answer = service.send(Request.get(uri("volumes/" + id)));
    if (answer.status() == 404) {
      return Optional.empty();
    }
    service.require(answer, "look at volume " + id);
    return Optional.of(Volume.of(service.json(answer).path("volume")));
  }

  /**
   * Makes Nova accept a volume as what a server boots from. A blank one is not bootable; source:
   * Nova, nova/virt/block_device.py and nova/utils.py, get_bdm_image_metadata.
   */
  public void setBootable(String id) {
    act(id, "os-set_bootable", Map.of("bootable", true), "make it bootable");
  }

  /**
   * Gives a volume properties as of the image that it came from: Nova takes those of the volume
   * that a server boots from as it takes an image's. Source: Block Storage API v3, "Set image
   * metadata for a volume"; nova/utils.py, get_bdm_image_metadata.
   */
  public void setImageProperties(String id, Map<String, String> properties) {
    act(id, "os-set_image_metadata", Map.of("metadata", properties), "set its image properties");
  }

  /** Adds metadata to a volume, or replaces it. */
  public void setMetadata(String id, Map<String, String> metadata) {
    Answer answer =
        service.send(
            Request.json(
                "POST", uri("volumes/" + id + "/metadata"), JSON, Map.of("metadata", metadata)));
    service.require(answer, "mark volume " + id);
  }

  private void act(String id, String action, Map<String, Object> arguments, String what) {
    Answer answer = service.send(action(id, action, arguments));
    service.require(answer, what + ", volume " + id);
  }

  private Request action(String id, String action, Map<String, Object> arguments) {
    return Request.json("POST", uri("volumes/" + id + "/action"), JSON, Map.of(action, arguments));
  }

  /**
   * Copies a volume that no server uses to a new private image, at most once; the image is {@code
   * queued} or {@code saving} when this returns, and the volume {@code uploading}.
   *
   * @param name one that no other image has
   * @param format in Glance's words: {@code qcow2}, {@code raw}, …
   * @param find finds the id of the image of this name
   * @return the image's id
   */
  public String uploadToImage(
      String id, String name, String format, Supplier<Optional<String>> find) {
    AtomicReference<String> found = new AtomicReference<>("");
    Map<String, Object> arguments =
        Map.of(
            "image_name", name, "force", false, "disk_format", format, "container_format", "bare");
    return service
        .create(
            action(id, "os-volume_upload_image", arguments),
            "copy volume " + id + " to an image",
            () -> {
              Optional<String> made = find.get();
              made.ifPresent(found::set);
              return made;
            })
        .map(
            answer ->
                service.json(answer).path("os-volume_upload_image").path("image_id").asString(""))
        .orElseGet(found::get);
  }

  /**
   * Removes what reserves a volume that no server uses. Nova leaves such reservations behind when
   * it refuses a server after it has looked at its volumes (seen with Nova 26.2). Source: Block
   * Storage API v3, "Attachments", microversion 3.27.
   */
  public void removeReservations(String id) {
    Request list = Request.get(uri("attachments?volume_id=" + id)).with(VERSION, "volume 3.27");
    Answer answer = service.send(list);
    service.require(answer, "list the attachments of volume " + id);
    service
        .json(answer)
        .path("attachments")
        .forEach(
            each -> {
              URI attachment = uri("attachments/" + each.path("id").asString(""));
              Answer gone = service.send(Request.delete(attachment).with(VERSION, "volume 3.27"));
              if (gone.status() != 404) {
                service.require(gone, "release volume " + id);
              }
            });
  }

  /**
   * Asks for the deletion of a volume; false when it no longer exists.
   *
   * @param hurry whether the user waits for Casement to exit
   */
  public boolean delete(String id, boolean hurry) {
    Request request = Request.delete(uri("volumes/" + id));
    Answer answer =
        hurry
            ? service.send(request.within(CloudService.SOON), CloudService.HURRY)
            : service.send(request);
    if (answer.status() == 404) {
      return false;
    }
    service.require(answer, "delete volume " + id);
    return true;
  }

  /** Version 3 with the project's id, which only Cinder of Yoga and newer can do without. */
  private URI uri(String path) {
    String project = service.keystone().project();
    String base =
        service.endpoint().replaceFirst("/" + project + "$", "").replaceFirst("/v[0-9.]+$", "");
    return URI.create(base + "/v3/" + project + "/" + path);
  }
}
