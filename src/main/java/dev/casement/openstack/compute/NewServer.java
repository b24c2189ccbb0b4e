package dev.casement.openstack.compute;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server to be started from an image, with a configuration drive.
 *
 * @param name one that no other server has: a server whose creation was not confirmed is found by
 *     it
 * @param image its id
 * @param flavor its id
 * @param network its id; empty: no network
 * @param keypair the name of a key pair of the user
 * @param userData a script for the instance
 * @param metadata by which the server is recognized
 */
public record NewServer(
    String name,
    String image,
    String flavor,
    Optional<String> network,
    Optional<String> keypair,
    String userData,
    Map<String, String> metadata) {
  public NewServer {
    metadata = Map.copyOf(metadata);
  }

  /** The body of the request; source: Compute API, "Create Server". */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("imageRef", image);
    json.put("flavorRef", flavor);
    json.put("networks", network.<Object>map(id -> List.of(Map.of("uuid", id))).orElse("none"));
    keypair.ifPresent(key -> json.put("key_name", key));
    json.put("config_drive", true);
    json.put(
        "user_data", Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8)));
    json.put("metadata", metadata);
    return Map.of("server", json);
  }
}
