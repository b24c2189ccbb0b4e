package dev.casement.openstack.compute;

import dev.casement.openstack.cloud.PublishFailures;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A server as Nova describes it.
 *
 * @param status {@code BUILD}, {@code ACTIVE}, {@code SHUTOFF}, {@code ERROR}, …
 * @param task what Nova is doing with it, such as {@code spawning}; may be empty
 * @param fault why it is in {@code ERROR}; may be empty
 */
public record Server(
    String id,
    String name,
    String status,
    String task,
    String fault,
    Map<String, String> metadata) {
  public Server {
    metadata = Map.copyOf(metadata);
  }

  static Server of(JsonNode json) {
    String id = json.path("id").asString("");
    String status = json.path("status").asString("");
    if (id.isEmpty() || status.isEmpty()) {
      throw PublishFailures.of(
          "Nova describes a server without id or status",
          "check for a proxy or gateway in between");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    json.path("metadata")
        .properties()
        .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asString("")));
    return new Server(
        id,
        json.path("name").asString(""),
        status,
        json.path("OS-EXT-STS:task_state").asString(""),
        json.path("fault").path("message").asString(""),
        metadata);
  }

  /** For progress: {@code BUILD (spawning)}. */
  public String state() {
    return task.isEmpty() ? status : status + " (" + task + ")";
  }
}
