package dev.casement.openstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * The drives of the servers of {@link FakeCompute}: what Nova does with the volumes of Cinder.
 *
 * <p>Source: Compute API, "Create Server", block_device_mapping_v2; refusals are those of
 * nova/compute/api.py, _validate_bdm, and nova/block_device.py, get_bdm_image_metadata.
 */
final class FakeDrives {
  private static final String INVALID = "Block Device Mapping is Invalid: ";

  private final FakeVolumes volumes;

  /**
   * A volume of a server.
   *
   * @param transitory whether it is deleted with the server
   */
  record Drive(String volume, boolean transitory) {}

  FakeDrives(FakeVolumes volumes) {
    this.volumes = volumes;
  }

  /** Why no server can have these drives. */
  Optional<String> flaw(JsonNode mapping) {
    int[] order =
        mapping
            .valueStream()
            .mapToInt(drive -> drive.path("boot_index").asInt(-1))
            .filter(index -> index >= 0)
            .sorted()
            .toArray();
    boolean counted = IntStream.range(0, order.length).allMatch(i -> order[i] == i);
    if (!mapping.isEmpty() && (order.length == 0 || !counted)) {
      return Optional.of(
          INVALID
              + "Boot sequence for the instance and image/block device mapping combination is not"
              + " valid.");
    }
    return mapping.valueStream().flatMap(drive -> flawOf(drive).stream()).findFirst();
  }

  private Optional<String> flawOf(JsonNode drive) {
    if (!drive.path("source_type").asString("").equals("volume")) {
      return Optional.of("This Nova makes no volumes: " + drive);
    }
    String id = drive.path("uuid").asString("");
    Optional<FakeVolume> volume = volumes.find(id);
    if (volume.isEmpty()) {
      return Optional.of(INVALID + "failed to get volume " + id + ".");
    }
    if (drive.path("boot_index").asInt(-1) == 0 && !volume.get().isBootable()) {
      return Optional.of("Block Device " + id + " is not bootable.");
    }
    return volume.get().is("available")
        ? Optional.empty()
        : Optional.of(
            "Invalid volume: Invalid input received: Invalid volume: Volume "
                + id
                + " status must be available or downloading to reserve, but the current status is "
                + volume.get().status()
                + ". (HTTP 400)");
  }

  /** Gives a server its drives. */
  List<Drive> attach(String server, JsonNode mapping) {
    List<Drive> drives = new ArrayList<>();
    for (JsonNode drive : mapping) {
      String id = drive.path("uuid").asString("");
      volumes.attach(id, server);
      drives.add(new Drive(id, drive.path("delete_on_termination").asBoolean(false)));
    }
    return drives;
  }

  void release(List<Drive> drives) {
    drives.forEach(drive -> volumes.detach(drive.volume(), drive.transitory()));
  }
}
