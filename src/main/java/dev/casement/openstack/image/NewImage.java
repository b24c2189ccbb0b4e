package dev.casement.openstack.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The name and attributes that an image is to have in the store.
 *
 * @param diskFormat in Glance's words: {@code qcow2}, {@code raw}, …
 * @param minDisk the smallest disk it can be booted on, in GiB
 * @param minRam the least memory it can be booted with, in MiB
 * @param visibility empty: as it is, {@code private} at first
 * @param isProtected empty: as it is, unprotected at first
 * @param tags that it has in any case
 * @param without the properties that it has not, even if it had them before
 */
public record NewImage(
    String name,
    String diskFormat,
    long minDisk,
    long minRam,
    Optional<Visibility> visibility,
    Optional<Boolean> isProtected,
    List<String> tags,
    Map<String, String> properties,
    Set<String> without) {
  public NewImage {
    tags = List.copyOf(tags);
    properties = Map.copyOf(properties);
    without = Set.copyOf(without);
  }

  /**
   * As the body of a request.
   *
   * @param id the image's id, chosen here: sending the request twice then makes one image
   */
  Map<String, Object> json(String id) {
    Map<String, Object> json = new LinkedHashMap<>(properties);
    json.put(Marks.IMAGE, id);
    json.put("id", id);
    json.put("name", name);
    json.put("disk_format", diskFormat);
    json.put("container_format", "bare");
    json.put("min_disk", minDisk);
    json.put("min_ram", minRam);
    json.put("visibility", visibility.orElse(Visibility.PRIVATE).toString());
    // Protected once it is complete: a cut upload must be removable.
    json.put("tags", tags);
    return json;
  }
}
