package dev.casement.openstack.compute;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server to be started.
 *
 * @param name one that no other server has: a server whose creation was not confirmed is found by
 *     it
 * @param flavor its id
 * @param network its id; empty: no network
 * @param keypair the name of a key pair of the user
 * @param zone the availability zone; empty: the cloud's choice
 * @param metadata by which the server is recognized
 */
public record NewServer(
    String name,
    Boot boot,
    String flavor,
    Optional<String> network,
    Optional<String> keypair,
    Optional<String> zone,
    Map<String, String> metadata) {
  public NewServer {
    metadata = Map.copyOf(metadata);
  }

  /** What a server starts from. */
  public sealed interface Boot {
    /**
     * An image, as instances do: copied to a disk of the compute host, with a configuration drive.
     *
     * @param id of the image
     * @param userData a script for the instance
     */
    record FromImage(String id, String userData) implements Boot {}

    /** Drives, the first one of which is the disk. */
    record FromDrives(List<Drive> drives) implements Boot {
      public FromDrives {
        drives = List.copyOf(drives);
      }
    }
  }

  /**
   * A drive of a server.
   *
   * @param bus as libvirt names it: {@code sata}, {@code virtio}, …
   * @param order its place in the boot order; empty: not booted from
   */
  public record Drive(Source source, String bus, Optional<Integer> order) {
    /** What a drive holds. */
    public sealed interface Source {
      /** A disk, which outlives the server. */
      record Volume(String id) implements Source {}

      /** A CD, a volume that Nova deletes with the server. */
      record Cd(String volume) implements Source {}
    }

    /** Source: Compute API, "Create Server", block_device_mapping_v2. */
    private Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      switch (source) {
        case Source.Volume(String id) -> {
          json.put("source_type", "volume");
          json.put("uuid", id);
          json.put("device_type", "disk");
          json.put("delete_on_termination", false);
        }
        case Source.Cd(String volume) -> {
          json.put("source_type", "volume");
          json.put("uuid", volume);
          json.put("device_type", "cdrom");
          json.put("delete_on_termination", true);
        }
      }
      json.put("destination_type", "volume");
      json.put("disk_bus", bus);
      json.put("boot_index", order.orElse(-1));
      return json;
    }
  }

  /** The body of the request; source: Compute API, "Create Server". */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("flavorRef", flavor);
    json.put("networks", network.<Object>map(id -> List.of(Map.of("uuid", id))).orElse("none"));
    keypair.ifPresent(key -> json.put("key_name", key));
    zone.ifPresent(it -> json.put("availability_zone", it));
    json.put("metadata", metadata);
    switch (boot) {
      case Boot.FromImage(String id, String userData) -> {
        json.put("imageRef", id);
        json.put("config_drive", true);
        byte[] script = userData.getBytes(StandardCharsets.UTF_8);
        json.put("user_data", Base64.getEncoder().encodeToString(script));
      }
      case Boot.FromDrives(List<Drive> drives) ->
          json.put("block_device_mapping_v2", drives.stream().map(Drive::json).toList());
    }
    return Map.of("server", json);
  }
}
