package dev.casement.openstack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an image is to be in the store.
 *
 * @param diskFormat in Glance's words: {@code qcow2}, {@code raw}, …
 * @param minDisk the smallest disk it can be booted on, in GiB
 * @param minRam the least memory it can be booted with, in MiB
 * @param visibility {@code private}, {@code shared}, {@code community} or {@code public}
 */
public record NewImage(
    String name,
    String diskFormat,
    long minDisk,
    long minRam,
    String visibility,
    boolean isProtected,
    List<String> tags,
    Map<String, String> properties) {
  public NewImage {
    tags = List.copyOf(tags);
    properties = Map.copyOf(properties);
  }

  NewImage named(String other) {
    return new NewImage(
        other, diskFormat, minDisk, minRam, visibility, isProtected, tags, properties);
  }

  /**
   * As the body of a request.
   *
   * @param id the image's id, chosen here: sending the request twice then makes one image
   */
  Map<String, Object> json(String id) {
    Map<String, Object> json = new LinkedHashMap<>(properties);
    json.put("id", id);
    json.put("name", name);
    json.put("disk_format", diskFormat);
    json.put("container_format", "bare");
    json.put("min_disk", minDisk);
    json.put("min_ram", minRam);
    json.put("visibility", visibility);
    // Protected once it is complete: a cut upload must be removable.
    json.put("tags", tags);
    return json;
  }
}
