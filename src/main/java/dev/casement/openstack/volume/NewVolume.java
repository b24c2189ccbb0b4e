package dev.casement.openstack.volume;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A volume to be created.
 *
 * @param name one that no other volume has: a volume whose creation was not confirmed is found by
 *     it
 * @param size in GiB
 * @param source the volume that it begins as a copy of; empty: it is blank
 * @param type the volume type; empty: the cloud's default
 * @param zone the availability zone; empty: the cloud's choice
 * @param metadata by which the volume is recognized
 */
public record NewVolume(
    String name,
    long size,
    Optional<String> source,
    Optional<String> type,
    Optional<String> zone,
    Map<String, String> metadata) {
  public NewVolume {
    metadata = Map.copyOf(metadata);
    if (size < 1) {
      throw new IllegalArgumentException("a volume has at least 1 GiB, got " + size);
    }
  }

  /** The body of the request; source: Block Storage API v3, "Create a volume". */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("size", size);
    source.ifPresent(id -> json.put("source_volid", id));
    type.ifPresent(it -> json.put("volume_type", it));
    zone.ifPresent(it -> json.put("availability_zone", it));
    json.put("metadata", metadata);
    return Map.of("volume", json);
  }
}
