package dev.casement.openstack.image;

import dev.casement.openstack.cloud.PublishFailures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An image as Glance describes it.
 *
 * @param status {@code queued}, {@code saving}, {@code active}, …
 * @param size in bytes; 0 while it has no data
 * @param minDisk in GiB
 * @param minRam in MiB
 * @param hash {@code os_hash_value} in lower case, by {@code hashAlgorithm}
 * @param created the creation time in ISO 8601, which sorts chronologically
 * @param properties all other attributes, which Glance does not define itself
 */
public record StoredImage(
    String id,
    String name,
    String status,
    String diskFormat,
    long size,
    long minDisk,
    long minRam,
    String hashAlgorithm,
    String hash,
    String owner,
    String visibility,
    boolean isProtected,
    boolean hidden,
    String created,
    List<String> tags,
    Map<String, String> properties) {
  /** Glance's own attributes; source: Image API v2, "Show image". */
  static final Set<String> OWN =
      Set.of(
          "id",
          "name",
          "status",
          "disk_format",
          "container_format",
          "size",
          "virtual_size",
          "checksum",
          "os_hash_algo",
          "os_hash_value",
          "owner",
          "visibility",
          "protected",
          "os_hidden",
          "created_at",
          "updated_at",
          "min_disk",
          "min_ram",
          "tags",
          "self",
          "file",
          "schema",
          "locations",
          "direct_url",
          "stores");

  public StoredImage {
    tags = List.copyOf(tags);
    properties = Map.copyOf(properties);
  }

  static StoredImage of(JsonNode json) {
    if (text(json, "id").isEmpty() || text(json, "status").isEmpty()) {
      throw PublishFailures.of(
          "Glance describes an image without id or status",
          "check for a proxy or gateway in between");
    }
    List<String> tags = new ArrayList<>();
    json.path("tags").forEach(tag -> tags.add(tag.asString("")));
    Map<String, String> properties = new LinkedHashMap<>();
    json.properties()
        .forEach(
            entry -> {
              if (!OWN.contains(entry.getKey()) && entry.getValue().isString()) {
                properties.put(entry.getKey(), entry.getValue().asString(""));
              }
            });
    return new StoredImage(
        text(json, "id"),
        text(json, "name"),
        text(json, "status"),
        text(json, "disk_format"),
        json.path("size").asLong(0),
        json.path("min_disk").asLong(0),
        json.path("min_ram").asLong(0),
        text(json, "os_hash_algo"),
        text(json, "os_hash_value"),
        text(json, "owner"),
        text(json, "visibility"),
        json.path("protected").asBoolean(false),
        json.path("os_hidden").asBoolean(false),
        text(json, "created_at"),
        tags,
        properties);
  }

  public Optional<String> property(String name) {
    return Optional.ofNullable(properties.get(name));
  }

  /** Whether it has the status: {@code queued}, {@code saving}, … */
  public boolean is(String wanted) {
    return status.equals(wanted);
  }

  public boolean isActive() {
    return status.equals("active");
  }

  private static String text(JsonNode json, String key) {
    return json.path(key).asString("");
  }
}
