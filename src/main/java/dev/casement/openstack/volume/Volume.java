package dev.casement.openstack.volume;

import dev.casement.openstack.cloud.PublishFailures;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A volume as Cinder describes it.
 *
 * @param status {@code creating}, {@code available}, {@code in-use}, {@code error}, …
 * @param size in GiB
 */
public record Volume(
    String id, String name, String status, long size, Map<String, String> metadata) {
  public Volume {
    metadata = Map.copyOf(metadata);
  }

  static Volume of(JsonNode json) {
    String id = json.path("id").asString("");
    String status = json.path("status").asString("");
    if (id.isEmpty() || status.isEmpty()) {
      throw PublishFailures.of(
          "Cinder describes a volume without id or status",
          "check for a proxy or gateway in between");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    json.path("metadata")
        .properties()
        .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asString("")));
    return new Volume(
        id, json.path("name").asString(""), status, json.path("size").asLong(0), metadata);
  }

  public boolean is(String wanted) {
    return status.equals(wanted);
  }

  /** Whether it is being deleted, which may take Cinder minutes. */
  public boolean isGoing() {
    return is("deleting");
  }

  /** Whether Cinder has given up: {@code error}, {@code error_deleting}, … */
  public boolean isBroken() {
    return status.startsWith("error");
  }
}
