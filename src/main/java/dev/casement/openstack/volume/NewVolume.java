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
 * @param source what it begins as a copy of; empty: it is blank
 * @param type the volume type; empty: the cloud's default
 * @param zone the availability zone; empty: the cloud's choice
 * @param metadata by which the volume is recognized
 */
public record NewVolume(
    String name,
    long size,
    Optional<Source> source,
    Optional<String> type,
    Optional<String> zone,
    Map<String, String> metadata) {
  /** What a volume begins as a copy of, by its id. */
  public sealed interface Source {
    record Volume(String id) implements Source {}

    record Image(String id) implements Source {}
  }

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
    source.ifPresent(
        it -> {
          switch (it) {
            case Source.Volume(String id) -> json.put("source_volid", id);
            case Source.Image(String id) -> json.put("imageRef", id);
          }
        });
    type.ifPresent(it -> json.put("volume_type", it));
    zone.ifPresent(it -> json.put("availability_zone", it));
    json.put("metadata", metadata);
    return Map.of("volume", json);
  }
}
