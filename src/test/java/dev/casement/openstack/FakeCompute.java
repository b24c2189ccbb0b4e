package dev.casement.openstack;

import static dev.casement.openstack.FakeHttp.PROJECT;
import static dev.casement.openstack.FakeHttp.fault;

import dev.casement.openstack.FakeDrives.Drive;
import dev.casement.openstack.FakeHttp.Asked;
import dev.casement.openstack.FakeHttp.Reply;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Keystone, a Nova, a Glance, a Cinder and a Neutron on 127.0.0.1 whose servers live through what
 * they are told to.
 *
 * <p>Requests and answers are those of the Compute API and its samples (openstack/nova,
 * doc/api_samples: versions, servers, flavors, limits, os-server-password, servers-action) and of
 * nova/api/openstack/wsgi.py, Fault.
 */
public final class FakeCompute implements AutoCloseable {
  /**
   * What a server is, at one look at it.
   *
   * @param console the end of its log; empty: there is none
   */
  public record Moment(String status, String task, String fault, Optional<String> console) {
    public static Moment building() {
      return new Moment("BUILD", "spawning", "", Optional.empty());
    }

    public static Moment active(String console) {
      return new Moment("ACTIVE", "", "", Optional.of(console));
    }

    public static Moment is(String status) {
      return new Moment(status, "", "", Optional.empty());
    }

    public static Moment broken(String fault) {
      return new Moment("ERROR", "", fault, Optional.empty());
    }
  }

  private static final class Life {
    private final String id;
    private final String name;
    private final JsonNode metadata;
    private final Deque<Moment> moments;
    private final List<Drive> drives = new ArrayList<>();
    private Moment now = Moment.building();

    Life(String id, String name, JsonNode metadata, List<Moment> moments) {
      this.id = id;
      this.name = name;
      this.metadata = metadata;
      this.moments = new ArrayDeque<>(moments);
    }
  }

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Moment GONE = Moment.is("GONE");

  private final FakeHttp http;
  private final Map<String, Life> servers = new LinkedHashMap<>();
  private final Deque<Integer> refusals = new ArrayDeque<>();
  private final FakeImages images = new FakeImages();
  private final FakeVolumes volumes = new FakeVolumes(images);
  private final FakeDrives drives = new FakeDrives(volumes);
  private List<Moment> moments = List.of();
  private Function<JsonNode, List<Moment>> each = wanted -> moments;
  private int made;

  /** Method, path and query of every request that asked for something else than a token. */
  public final List<String> requests;

  /** The servers that were asked for. */
  public final List<JsonNode> created = new CopyOnWriteArrayList<>();

  /** The microversions that were asked for. */
  public final List<String> versions;

  /** The newest microversion it has. */
  public volatile String newest = "2.93";

  /** Below the address, where the catalogue says that servers are. */
  public volatile String path = "/v2.1";

  /** The most servers of the project; -1: no limit. */
  public volatile int quota = 10;

  /** Whether a server has posted a password. */
  public volatile boolean hasPassword;

  /** What a deleted server is from then on; empty: gone. */
  public volatile Optional<Moment> afterDeletion = Optional.empty();

  /** How many looks find a deleted server still there, with its volumes. */
  public volatile int looksToDelete;

  /** Whether a server is made before a refusal is answered. */
  public volatile boolean makesThenRefuses;

  public FakeCompute() throws IOException {
    http = new FakeHttp(this::catalogue, this::reply);
    requests = http.requests;
    versions = http.versions;
  }

  private Map<String, String> catalogue() {
    return Map.of(
        "compute",
        path.replace("PROJECT", PROJECT),
        "image",
        "",
        "volumev3",
        "/v3/" + PROJECT,
        "network",
        "");
  }

  public URI address() {
    return http.address();
  }

  /** What each new server goes through; it stays at the last one. */
  public synchronized FakeCompute lives(Moment... all) {
    moments = List.of(all);
    each = wanted -> moments;
    return this;
  }

  /** What each new server goes through, by what was asked for; found out when it is created. */
  public synchronized FakeCompute livesEach(Function<JsonNode, List<Moment>> lives) {
    each = lives;
    return this;
  }

  /** What the first new server goes through, the second one, …; the others as the last one. */
  public FakeCompute livesInTurn(List<List<Moment>> lives) {
    Deque<List<Moment>> turns = new ArrayDeque<>(lives);
    return livesEach(wanted -> turns.size() > 1 ? turns.remove() : turns.getFirst());
  }

  /**
   * The next request of the form is not done, and answered so.
   *
   * @param request a regular expression for its beginning, such as {@code DELETE /v3/}
   */
  public FakeCompute refuses(String request, int status) {
    http.refuse(request, status, false);
    return this;
  }

  /** The connection of the next request of the form breaks in the middle of its answer. */
  public FakeCompute cuts(String request) {
    http.cut(request);
    return this;
  }

  /** As {@link #refuses(String, int)}, but it is done. */
  public FakeCompute loses(String request, int status) {
    http.refuse(request, status, true);
    return this;
  }

  /** How many requests there were, by service and method: {@code image PUT}. */
  public Map<String, Long> counts() {
    return http.counts();
  }

  /** The next request for a new server is answered so. */
  public synchronized FakeCompute refuses(int status) {
    refusals.add(status);
    return this;
  }

  /** A server that is there already, with these volumes. */
  public synchronized String has(String name, Map<String, String> metadata, String... its) {
    Life life = add(name, JSON.valueToTree(metadata), moments);
    for (String volume : its) {
      volumes.attach(volume, life.id);
      life.drives.add(new Drive(volume, false));
    }
    return life.id;
  }

  /** The ids of all servers. */
  public synchronized List<String> servers() {
    return List.copyOf(servers.keySet());
  }

  private Life add(String name, JsonNode metadata, List<Moment> lives) {
    Life life = new Life("server-" + ++made, name, metadata, lives);
    servers.put(life.id, life);
    return life;
  }

  /** Its images. */
  public FakeImages images() {
    return images;
  }

  /** Its volumes. */
  public FakeVolumes volumes() {
    return volumes;
  }

  private synchronized Reply reply(Asked asked) {
    String path = asked.path();
    if (path.equals("/") || path.startsWith("/v2/")) {
      return images.reply(asked);
    }
    if (path.startsWith("/v3/" + PROJECT)) {
      return volumes.reply(asked, path.substring(("/v3/" + PROJECT).length()));
    }
    String below = path.replaceFirst("^/v2\\.1(/" + PROJECT + ")?", "");
    String[] parts = below.split("/", -1);
    return switch (parts.length > 1 ? parts[1] : "") {
      case "" -> new Reply(200, Map.of("version", version()));
      case "flavors" -> new Reply(200, Map.of("flavors", flavors()));
      case "limits" -> new Reply(200, Map.of("limits", Map.of("absolute", limits())));
      case "os-keypairs" ->
          parts[2].equals("mine")
              ? new Reply(200, Map.of("keypair", Map.of("name", "mine")))
              : fault(404, "itemNotFound", "Keypair " + parts[2] + " not found for user u");
      case "v2.0" ->
          parts.length > 3
              ? fault(404, "NeutronError", "Network " + parts[3] + " could not be found.")
              : new Reply(200, Map.of("networks", networks(asked)));
      case "servers" -> servers(asked.method(), parts, asked.json());
      default -> fault(404, "itemNotFound", "The resource could not be found.");
    };
  }

  private Reply servers(String method, String[] parts, JsonNode body) {
    if (parts.length == 2) {
      return create(body.path("server"));
    }
    if (parts[2].equals("detail")) {
      return new Reply(200, Map.of("servers", servers.values().stream().map(this::shown).toList()));
    }
    Life life = servers.get(parts[2]);
    if (life == null) {
      return missing(parts[2]);
    }
    if (parts.length > 3) {
      return parts[3].equals("action") ? act(life, body) : password();
    }
    if (method.equals("DELETE")) {
      delete(life);
      return new Reply(204, Map.of());
    }
    if (!life.moments.isEmpty()) {
      life.now = life.moments.remove();
    }
    if (life.now.status().equals("GONE")) {
      remove(life);
      return missing(life.id);
    }
    return new Reply(200, Map.of("server", shown(life)));
  }

  private static Reply missing(String id) {
    return fault(404, "itemNotFound", "Instance " + id + " could not be found.");
  }

  private void delete(Life life) {
    if (life.now.task().equals("deleting")) {
      return;
    }
    life.moments.clear();
    life.now =
        afterDeletion.orElseGet(
            () -> new Moment(life.now.status(), "deleting", life.now.fault(), life.now.console()));
    if (afterDeletion.isEmpty() && looksToDelete == 0) {
      remove(life);
    } else if (afterDeletion.isEmpty()) {
      life.moments.addAll(Collections.nCopies(looksToDelete, life.now));
      life.moments.add(GONE);
    }
  }

  private void remove(Life life) {
    servers.remove(life.id);
    drives.release(life.drives);
  }

  private Reply create(JsonNode wanted) {
    created.add(wanted);
    Integer refusal = refusals.poll();
    if (refusal != null && !makesThenRefuses) {
      return fault(refusal, "forbidden", "Quota exceeded for instances: Requested 1");
    }
    JsonNode mapping = wanted.path("block_device_mapping_v2");
    Optional<String> flaw = drives.flaw(mapping);
    if (flaw.isPresent()) {
      return fault(400, "badRequest", flaw.get());
    }
    Life life = add(wanted.path("name").asString(""), wanted.path("metadata"), each.apply(wanted));
    life.drives.addAll(drives.attach(life.id, mapping));
    return refusal == null
        ? new Reply(202, Map.of("server", Map.of("id", life.id, "adminPass", "s3cr3t-of-nova")))
        : fault(refusal, "computeFault", "Gateway Timeout");
  }

  private static Reply act(Life life, JsonNode body) {
    String action = body.propertyNames().iterator().next();
    return action.equals("os-getConsoleOutput")
        ? console(life)
        : fault(400, "badRequest", "There is no such action: " + action);
  }

  private static Reply console(Life life) {
    return life.now
        .console()
        .map(text -> new Reply(200, Map.of("output", text)))
        .orElseGet(() -> fault(404, "itemNotFound", "Guest does not have a console available."));
  }

  private Reply password() {
    return new Reply(200, Map.of("password", hasPassword ? "VhtsvTvvsR..." : ""));
  }

  private Map<String, Object> shown(Life life) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", life.id);
    json.put("name", life.name);
    json.put("status", life.now.status());
    json.put("OS-EXT-STS:task_state", life.now.task().isEmpty() ? null : life.now.task());
    json.put("metadata", life.metadata);
    json.put(
        "os-extended-volumes:volumes_attached",
        life.drives.stream()
            .map(it -> Map.of("id", it.volume(), "delete_on_termination", it.transitory()))
            .toList());
    if (!life.now.fault().isEmpty()) {
      json.put("fault", Map.of("code", 500, "message", life.now.fault()));
    }
    return json;
  }

  private Map<String, Object> version() {
    return Map.of("id", "v2.1", "status", "CURRENT", "version", newest, "min_version", "2.1");
  }

  private Map<String, Object> limits() {
    return Map.of(
        "maxTotalInstances",
        quota,
        "totalInstancesUsed",
        servers.size(),
        "maxTotalCores",
        quota < 0 ? -1 : 20,
        "totalCoresUsed",
        18,
        "maxTotalRAMSize",
        -1);
  }

  private static List<Object> flavors() {
    return List.of(
        flavor("1", "tiny", 512, 1, 1),
        flavor("0", "diskless", 4096, 0, 1),
        flavor("4", "large", 8192, 80, 4),
        flavor("3", "medium", 4096, 40, 2));
  }

  private static Map<String, Object> flavor(String id, String name, int ram, int disk, int cpus) {
    return Map.of("id", id, "name", name, "ram", ram, "disk", disk, "vcpus", cpus);
  }

  private static List<Object> networks(Asked asked) {
    return asked.query().contains(Map.entry("name", "private"))
        ? List.of(Map.of("id", "ff608d40-75e9-48cb-b745-77bb55b5eaf2", "name", "private"))
        : List.of();
  }

  @Override
  public void close() {
    http.close();
  }
}
