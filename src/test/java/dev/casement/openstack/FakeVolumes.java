package dev.casement.openstack;

import dev.casement.openstack.FakeCompute.Reply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/**
 * The Cinder of {@link FakeCompute}.
 *
 * <p>Requests and answers are those of the Block Storage API v3 (docs.openstack.org/api-ref) and
 * its samples (openstack/cinder, api-ref/source/v3/samples: volumes, volume actions, limits).
 */
public final class FakeVolumes {
  private static final class Life {
    private final String id;
    private final JsonNode wanted;
    private String status = "creating";

    Life(String id, JsonNode wanted) {
      this.id = id;
      this.wanted = wanted;
    }
  }

  private final Map<String, Life> volumes = new LinkedHashMap<>();
  private final Deque<Integer> refusals = new ArrayDeque<>();
  private int made;

  /** The volumes that were asked for. */
  public final List<JsonNode> created = new CopyOnWriteArrayList<>();

  /** The actions that were asked for, each with its arguments. */
  public final List<String> actions = new CopyOnWriteArrayList<>();

  /** What becomes of a volume that is being created. */
  public volatile String becomes = "available";

  /** Whether a volume is made, or copied, before a refusal is answered. */
  public volatile boolean makesThenRefuses;

  /** The most volumes of the project. */
  public volatile int quota = 10;

  /** The next request for a new volume is answered so. */
  public void refuses(int status) {
    refusals.add(status);
  }

  /** The ids of all volumes. */
  public synchronized List<String> ids() {
    return List.copyOf(volumes.keySet());
  }

  synchronized Reply reply(String method, String path, JsonNode body) {
    String[] parts = path.split("/", -1);
    if (parts[1].equals("limits")) {
      return new Reply(200, Map.of("limits", Map.of("absolute", limits())));
    }
    if (parts.length == 2) {
      return create(body.path("volume"));
    }
    if (parts[2].startsWith("detail")) {
      return new Reply(200, Map.of("volumes", volumes.values().stream().map(this::shown).toList()));
    }
    Life life = volumes.get(parts[2]);
    if (life == null) {
      return FakeCompute.fault(404, "itemNotFound", "Volume " + parts[2] + " could not be found.");
    }
    if (parts.length > 3) {
      return act(life, body);
    }
    if (method.equals("DELETE")) {
      volumes.remove(life.id);
      return new Reply(202, Map.of());
    }
    Reply shown = new Reply(200, Map.of("volume", shown(life)));
    // The next look finds it further on.
    life.status =
        switch (life.status) {
          case "creating" -> becomes;
          case "uploading" -> "available";
          default -> life.status;
        };
    return shown;
  }

  private Reply create(JsonNode wanted) {
    created.add(wanted);
    Integer refusal = refusals.poll();
    if (refusal != null && !makesThenRefuses) {
      return FakeCompute.fault(
          refusal,
          "overLimit",
          "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes"
              + " quota.");
    }
    Life life = new Life("volume-" + ++made, wanted);
    volumes.put(life.id, life);
    return refusal == null
        ? new Reply(202, Map.of("volume", shown(life)))
        : FakeCompute.fault(refusal, "computeFault", "Gateway Timeout");
  }

  private Reply act(Life life, JsonNode body) {
    Map.Entry<String, JsonNode> action = body.properties().iterator().next();
    actions.add(action.getKey() + " " + action.getValue());
    if (action.getKey().equals("os-volume_upload_image")) {
      life.status = "uploading";
      return new Reply(
          202,
          Map.of("os-volume_upload_image", Map.of("id", life.id, "image_id", "of-" + life.id)));
    }
    return new Reply(200, Map.of());
  }

  private Map<String, Object> shown(Life life) {
    return Map.of(
        "id",
        life.id,
        "name",
        life.wanted.path("name").asString(""),
        "status",
        life.status,
        "size",
        life.wanted.path("size").asInt(),
        "metadata",
        life.wanted.path("metadata"));
  }

  private Map<String, Object> limits() {
    return Map.of(
        "maxTotalVolumes",
        quota,
        "totalVolumesUsed",
        volumes.size(),
        "maxTotalVolumeGigabytes",
        100,
        "totalGigabytesUsed",
        60);
  }
}
