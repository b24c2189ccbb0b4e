package dev.casement.openstack.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The intended name and attributes of an image in the store.
 *
 * @param diskFormat in Glance's words: {@code qcow2}, {@code raw}, …
 * @param minDisk the smallest disk it can be booted on, in GiB
 * @param minRam the least memory it can be booted with, in MiB
 * @param visibility empty: unchanged; {@code private} for a new image
 * @param isProtected empty: unchanged; unprotected for a new image
 * @param tags to add; others are kept
 * @param without properties to remove
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

  /** A private image for Casement itself, which nobody boots. */
  public static NewImage plain(String name, String diskFormat, Map<String, String> properties) {
    return new NewImage(
        name,
        diskFormat,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        properties,
        Set.of());
  }

  /**
   * The body of the request that creates the image.
   *
   * @param id the image's id, chosen by the client, so that a repeated request creates no second
   *     image
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
    // Protect it only once it is complete: an interrupted upload must be removable.
    json.put("tags", tags);
    return json;
  }
}
