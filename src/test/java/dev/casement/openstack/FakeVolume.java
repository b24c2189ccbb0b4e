package dev.casement.openstack;

import static dev.casement.openstack.FakeHttp.fault;

import dev.casement.openstack.FakeHttp.Reply;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A volume of {@link FakeVolumes}. */
final class FakeVolume {
  /** Why a volume cannot be made. */
  record Flaw(int status, String kind, String message) {
    Flaw(String message) {
      this(400, "badRequest", message);
    }

    Reply reply() {
      return fault(status, kind, message);
    }

    static Flaw input(String reason) {
      return new Flaw("Invalid input received: " + reason);
    }

    /** Why there is no such copy of an image. */
    static Optional<Flaw> of(FakeImage image, long size) {
      if (!image.is("active")) {
        return Optional.of(input("Image " + image.id() + " is not active."));
      }
      long data = (image.json().path("size").asLong(0) + GIB - 1) / GIB;
      if (data > size) {
        return Optional.of(
            input(
                "Size of specified image %sGB is larger than volume size %sGB."
                    .formatted(data, size)));
      }
      long least = image.json().path("min_disk").asLong(0);
      return size >= least
          ? Optional.empty()
          : Optional.of(
              input(
                  "Volume size %sGB cannot be smaller than the image minDisk size %sGB."
                      .formatted(size, least)));
    }
  }

  private static final int GIB = 1 << 30;
  private static final String PROPERTIES = "volume_image_metadata";

  /** Source: cinder/volume/volume_utils.py, IMAGE_ATTRIBUTES. */
  private static final List<String> ATTRIBUTES =
      List.of("checksum", "container_format", "disk_format", "min_disk", "min_ram", "size");

  /** What an image of a volume does not get; source: cinder/image/glance.py, glance_core_… */
  private static final Set<String> CORE =
      Set.of(
          "checksum",
          "container_format",
          "disk_format",
          "image_name",
          "image_id",
          "min_disk",
          "min_ram",
          "name",
          "size");

  private final ObjectNode json = JsonMapper.shared().createObjectNode();
  private byte[] content;

  /** How many more looks find it in a status that passes. */
  int left;

  /** The image that it is copied to; may be empty. */
  String image = "";

  FakeVolume(String id, JsonNode wanted, long size) {
    json.put("id", id).put("name", wanted.path("name").asString("")).put("size", size);
    json.put("status", "creating").put("bootable", "false").put("multiattach", false);
    json.put("created_at", LocalDateTime.now(ZoneOffset.UTC).toString());
    json.put("volume_type", wanted.path("volume_type").asString("__DEFAULT__"));
    json.put("availability_zone", wanted.path("availability_zone").asString("nova"));
    json.putArray("attachments");
    json.set("metadata", wanted.path("metadata").deepCopy());
    if (!wanted.path("metadata").isObject()) {
      json.putObject("metadata");
    }
    if (wanted.has("source_volid")) {
      json.set("source_volid", wanted.path("source_volid"));
    }
    content = ("What is on " + id).getBytes(StandardCharsets.UTF_8);
  }

  String id() {
    return json.path("id").asString("");
  }

  long size() {
    return json.path("size").asLong(0);
  }

  String status() {
    return json.path("status").asString("");
  }

  void status(String status) {
    json.put("status", status);
  }

  boolean is(String status) {
    return status().equals(status);
  }

  /** As it is shown. */
  ObjectNode json() {
    return json.deepCopy();
  }

  byte[] content() {
    return content.clone();
  }

  void content(byte[] data) {
    content = data.clone();
  }

  boolean isBootable() {
    return json.path("bootable").asString("").equals("true");
  }

  void bootable(boolean is) {
    json.put("bootable", String.valueOf(is));
  }

  /** Adds to the properties of an image that Nova takes of it. */
  JsonNode properties(JsonNode more) {
    ObjectNode all = json.withObject("/" + PROPERTIES);
    more.properties().forEach(entry -> all.put(entry.getKey(), entry.getValue().asString("")));
    return all.deepCopy();
  }

  /** Adds to what it is recognized by. */
  JsonNode metadata(JsonNode more) {
    json.withObject("/metadata").setAll((ObjectNode) more);
    return json().path("metadata");
  }

  /** Begins as a copy of a volume. */
  void copy(FakeVolume source) {
    content = source.content();
    if (source.isBootable()) {
      bootable(true);
      source.json.optional(PROPERTIES).ifPresent(this::properties);
    }
  }

  /** Begins as a copy of an image. Source: cinder/volume/volume_utils.py. */
  void copy(FakeImage source) {
    content = source.content().orElseThrow();
    bootable(true);
    ObjectNode properties = source.properties();
    properties.put("image_id", source.id()).put("image_name", source.text("name"));
    ATTRIBUTES.forEach(name -> properties.put(name, source.text(name)));
    properties(properties);
  }

  /** What an image of it is given. Source: cinder/volume/api.py, _merge_volume_image_meta. */
  ObjectNode image(JsonNode arguments) {
    ObjectNode wanted = JsonMapper.shared().createObjectNode();
    json.path(PROPERTIES)
        .properties()
        .forEach(
            entry -> {
              if (!CORE.contains(entry.getKey())) {
                wanted.set(entry.getKey(), entry.getValue());
              }
            });
    wanted.put("name", arguments.path("image_name").asString(""));
    wanted.put("disk_format", arguments.path("disk_format").asString("raw"));
    wanted.put("container_format", arguments.path("container_format").asString("bare"));
    wanted.put("visibility", arguments.path("visibility").asString("private"));
    return wanted;
  }

  /** Why there is no such copy of it. */
  Optional<Flaw> flawOfCopy(long size) {
    if (!Set.of("available", "in-use").contains(status())) {
      return Optional.of(
          new Flaw(
              "Invalid volume: Originating source volume status must be one of 'available, in-use'"
                  + " values"));
    }
    return size >= size()
        ? Optional.empty()
        : Optional.of(
            Flaw.input(
                "Volume size '%s'GB cannot be smaller than original volume size  %sGB."
                    .formatted(size, size())));
  }

  Optional<String> server() {
    return json.path("attachments")
        .valueStream()
        .map(attachment -> attachment.path("server_id").asString(""))
        .findFirst();
  }

  void attach(String server) {
    status("in-use");
    json.putArray("attachments")
        .addObject()
        .put("id", id())
        .put("volume_id", id())
        .put("server_id", server);
  }

  void detach() {
    json.putArray("attachments");
    if (is("in-use")) {
      status("available");
    }
  }
}
