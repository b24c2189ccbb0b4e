package dev.casement.openstack;

import static dev.casement.openstack.FakeHttp.fault;

import dev.casement.openstack.FakeHttp.Asked;
import dev.casement.openstack.FakeHttp.Reply;
import dev.casement.openstack.FakeVolume.Flaw;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Cinder of {@link FakeCompute}. Whoever asks for a volume, or for all, looks at it, and finds
 * it further on the next time.
 *
 * <p>Requests and answers are those of the Block Storage API v3 (docs.openstack.org/api-ref) and
 * its samples (openstack/cinder, api-ref/source/v3/samples: volumes, volume actions, limits);
 * refusals are those of cinder/volume/api.py, cinder/volume/flows/api/create_volume.py and
 * cinder/volume/volume_utils.py.
 */
public final class FakeVolumes {
  private static final Set<String> DELETABLE =
      Set.of("available", "error", "error_restoring", "error_extending", "error_managing");

  private final FakeImages images;
  private final Map<String, FakeVolume> volumes = new LinkedHashMap<>();
  private final Deque<Integer> refusals = new ArrayDeque<>();
  private int made;

  /** The volumes that were asked for. */
  public final List<JsonNode> created = new CopyOnWriteArrayList<>();

  /** The actions that were asked for, each with its arguments. */
  public final List<String> actions = new CopyOnWriteArrayList<>();

  /** What becomes of a volume that is being created; {@code creating}: it never ends. */
  public volatile String becomes = "available";

  /** How many looks find a new volume {@code creating}. */
  public volatile int looksToCreate = 1;

  /** How many looks find a deleted volume {@code deleting}. */
  public volatile int looksToDelete;

  /** What a deleted volume is from then on: {@code error_deleting}; empty: gone. */
  public volatile Optional<String> afterDeletion = Optional.empty();

  /** Whether a volume is made before a refusal is answered. */
  public volatile boolean makesThenRefuses;

  /** Whether a volume cannot be copied to an image after all: the image vanishes. */
  public volatile boolean failsToUpload;

  /** The most volumes of the project. */
  public volatile int quota = 10;

  /** The most GiB of the project, which always uses 60; -1: no limit. */
  public volatile int gigabytes = 100;

  /** The availability zones of volumes. */
  public volatile List<String> zones = List.of("nova");

  FakeVolumes(FakeImages images) {
    this.images = images;
  }

  /** The next request for a new volume is answered so. */
  public synchronized void refuses(int status) {
    refusals.add(status);
  }

  /** A volume of 40 GiB that is there already, {@code available} and bootable. */
  public synchronized String has(String name, Map<String, String> metadata) {
    FakeVolume volume =
        add(JsonMapper.shared().valueToTree(Map.of("name", name, "metadata", metadata)), 40);
    volume.status("available");
    volume.bootable(true);
    return volume.id();
  }

  /** The ids of all volumes. */
  public synchronized List<String> ids() {
    return List.copyOf(volumes.keySet());
  }

  /** All volumes as they are shown; this is no look. */
  public synchronized List<JsonNode> volumes() {
    return volumes.values().stream().<JsonNode>map(FakeVolume::json).toList();
  }

  /** A volume as it is shown; this is no look. */
  public synchronized Optional<JsonNode> volume(String id) {
    return Optional.ofNullable(volumes.get(id)).map(FakeVolume::json);
  }

  /** The volumes of a server. */
  public synchronized List<String> of(String server) {
    return volumes.values().stream()
        .filter(volume -> volume.server().filter(server::equals).isPresent())
        .map(FakeVolume::id)
        .toList();
  }

  /** Puts a volume in a status that it stays in. */
  public synchronized void status(String id, String status) {
    volumes.get(id).status(status);
    volumes.get(id).left = Integer.MAX_VALUE;
  }

  /** What is on a volume: at first what it was copied from, or a short text. */
  public synchronized byte[] content(String id) {
    return volumes.get(id).content();
  }

  /** Writes to a volume. */
  public synchronized void content(String id, byte[] content) {
    volumes.get(id).content(content);
  }

  synchronized Reply reply(Asked asked, String path) {
    String[] parts = path.split("/", -1);
    if (parts[1].equals("limits")) {
      return new Reply(200, Map.of("limits", Map.of("absolute", limits())));
    }
    if (parts[1].equals("os-availability-zone")) {
      return new Reply(
          200, Map.of("availabilityZoneInfo", zones.stream().map(FakeVolumes::zone).toList()));
    }
    if (parts.length == 2) {
      return create(asked.json().path("volume"));
    }
    if (parts[2].equals("detail")) {
      return new Reply(
          200, Map.of("volumes", List.copyOf(volumes.values()).stream().map(this::look).toList()));
    }
    Optional<FakeVolume> found = find(parts[2]);
    if (found.isEmpty()) {
      return missing(parts[2]).reply();
    }
    FakeVolume volume = found.get();
    if (parts.length > 3) {
      return parts[3].equals("metadata")
          ? new Reply(200, Map.of("metadata", volume.metadata(asked.json().path("metadata"))))
          : act(volume, asked.json());
    }
    return asked.method().equals("DELETE")
        ? delete(volume)
        : new Reply(200, Map.of("volume", look(volume)));
  }

  private static Map<String, Object> zone(String name) {
    return Map.of("zoneName", name, "zoneState", Map.of("available", true));
  }

  private static Flaw missing(String id) {
    return new Flaw(404, "itemNotFound", "Volume " + id + " could not be found.");
  }

  synchronized Optional<FakeVolume> find(String id) {
    Optional<FakeVolume> found = Optional.ofNullable(volumes.get(id));
    found.ifPresent(this::settle);
    return found;
  }

  /** The image may be ready because somebody looked at it. */
  private void settle(FakeVolume volume) {
    if (volume.is("uploading") && !images.isSaving(volume.image)) {
      volume.status("available");
    }
  }

  private JsonNode look(FakeVolume volume) {
    settle(volume);
    JsonNode shown = volume.json();
    switch (volume.status()) {
      case "creating" -> advance(volume, Math.max(0, volume.left - 1));
      case "deleting" -> advance(volume, volume.left - 1);
      case "uploading" -> images.look(volume.image);
      default -> {}
    }
    return shown;
  }

  private void advance(FakeVolume volume, int left) {
    volume.left = left;
    if (left == 0 && volume.is("creating")) {
      volume.status(becomes);
    } else if (left == 0 && volume.is("deleting")) {
      volumes.remove(volume.id());
    }
  }

  private Reply create(JsonNode wanted) {
    created.add(wanted);
    Integer refusal = refusals.poll();
    if (refusal != null && !makesThenRefuses) {
      return fault(
          refusal,
          "overLimit",
          "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes"
              + " quota.");
    }
    Optional<Flaw> flaw = flaw(wanted);
    if (flaw.isPresent()) {
      return flaw.get().reply();
    }
    FakeVolume volume = make(wanted);
    JsonNode shown = volume.json();
    advance(volume, looksToCreate);
    return refusal == null
        ? new Reply(202, Map.of("volume", shown))
        : fault(refusal, "computeFault", "Gateway Timeout");
  }

  /** Why there cannot be such a volume. */
  private Optional<Flaw> flaw(JsonNode wanted) {
    long size = wanted.path("size").asLong(0);
    if (wanted.has("source_volid")) {
      String id = wanted.path("source_volid").asString("");
      return find(id)
          .map(source -> source.flawOfCopy(wanted.path("size").asLong(source.size())))
          .orElseGet(() -> Optional.of(missing(id)));
    }
    if (!wanted.has("imageRef")) {
      return size > 0
          ? Optional.empty()
          : Optional.of(
              Flaw.input("Volume size '" + size + "' must be an integer and greater than 0"));
    }
    return images
        .find(wanted.path("imageRef").asString(""))
        .map(image -> Flaw.of(image, size))
        .orElseGet(
            () ->
                Optional.of(
                    new Flaw("Invalid image identifier or unable to access requested image.")));
  }

  /** A volume that is {@code creating}, without a flaw. */
  private FakeVolume make(JsonNode wanted) {
    Optional<FakeVolume> source = find(wanted.path("source_volid").asString(""));
    long least = source.map(FakeVolume::size).orElse(0L);
    FakeVolume volume = add(wanted, wanted.path("size").asLong(least));
    source.ifPresent(volume::copy);
    images.find(wanted.path("imageRef").asString("")).ifPresent(volume::copy);
    return volume;
  }

  private FakeVolume add(JsonNode wanted, long size) {
    FakeVolume volume = new FakeVolume("volume-" + ++made, wanted, size);
    volumes.put(volume.id(), volume);
    return volume;
  }

  synchronized void attach(String id, String server) {
    volumes.get(id).attach(server);
  }

  /** Takes a volume off a server, and perhaps deletes it. */
  synchronized void detach(String id, boolean transitory) {
    find(id).ifPresent(FakeVolume::detach);
    find(id).filter(volume -> transitory).ifPresent(this::discard);
  }

  private Reply delete(FakeVolume volume) {
    if (volume.is("deleting") && volume.left > 0) {
      return new Reply(202, Map.of());
    }
    if (!DELETABLE.contains(volume.status())) {
      return fault(
          400,
          "badRequest",
          "Invalid volume: Volume status must be available or error or error_restoring or"
              + " error_extending or error_managing and must not be migrating, attached, belong to"
              + " a group, have snapshots, awaiting a transfer, or be disassociated from snapshots"
              + " after volume transfer.");
    }
    discard(volume);
    return new Reply(202, Map.of());
  }

  private void discard(FakeVolume volume) {
    if (afterDeletion.isPresent()) {
      status(volume.id(), afterDeletion.get());
    } else {
      volume.status("deleting");
      advance(volume, looksToDelete);
    }
  }

  private Reply act(FakeVolume volume, JsonNode body) {
    Map.Entry<String, JsonNode> action = body.properties().iterator().next();
    JsonNode arguments = action.getValue();
    actions.add(action.getKey() + " " + arguments);
    switch (action.getKey()) {
      case "os-set_bootable" -> volume.bootable(arguments.path("bootable").asBoolean(false));
      case "os-set_image_metadata" -> {
        return new Reply(200, Map.of("metadata", volume.properties(arguments.path("metadata"))));
      }
      case "os-volume_upload_image" -> {
        return upload(volume, arguments);
      }
      default -> {
        return fault(
            400,
            "badRequest",
            "There is no such action: "
                + action.getKey()
                + ". Verify the request body and Content-Type header and try again.");
      }
    }
    return new Reply(200, Map.of());
  }

  private Reply upload(FakeVolume volume, JsonNode arguments) {
    if (!volume.is("available")) {
      return fault(
          400, "badRequest", "Invalid volume: Volume " + volume.id() + " status must be available");
    }
    volume.status("uploading");
    volume.image =
        images.copy(
            "of-" + volume.id(),
            volume.image(arguments),
            failsToUpload ? Optional.empty() : Optional.of(volume.content()));
    return new Reply(
        202,
        Map.of(
            "os-volume_upload_image",
            Map.of(
                "id",
                volume.id(),
                "status",
                "uploading",
                "size",
                volume.size(),
                "image_id",
                volume.image)));
  }

  private Map<String, Object> limits() {
    return Map.of(
        "maxTotalVolumes",
        quota,
        "totalVolumesUsed",
        volumes.size(),
        "maxTotalVolumeGigabytes",
        gigabytes,
        "totalGigabytesUsed",
        60);
  }
}
