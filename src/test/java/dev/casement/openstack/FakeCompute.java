package dev.casement.openstack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Keystone, a Nova, a Cinder and a Neutron on 127.0.0.1 whose servers live through what they are
 * told to.
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
    private Moment now;

    Life(String id, String name, JsonNode metadata, List<Moment> moments) {
      this.id = id;
      this.name = name;
      this.metadata = metadata;
      this.moments = new ArrayDeque<>(moments);
      this.now = Moment.building();
    }
  }

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PROJECT = "6f70656e737461636b20342065766572";

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Map<String, Life> servers = new LinkedHashMap<>();
  private final Deque<Integer> refusals = new ArrayDeque<>();
  private List<Moment> moments = List.of();
  private final FakeVolumes volumes = new FakeVolumes();
  private int made;

  /** Method, path and query of every request that asked for something else than a token. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** The servers that were asked for. */
  public final List<JsonNode> created = new CopyOnWriteArrayList<>();

  /** The microversions that were asked for. */
  public final List<String> versions = new CopyOnWriteArrayList<>();

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

  /** Whether a server is made before a refusal is answered. */
  public volatile boolean makesThenRefuses;

  public FakeCompute() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(executor);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What each new server goes through; it stays at the last one. */
  public FakeCompute lives(Moment... all) {
    moments = List.of(all);
    return this;
  }

  /** The next request for a new server is answered so. */
  public FakeCompute refuses(int status) {
    refusals.add(status);
    return this;
  }

  /** A server that is there already. */
  public synchronized String has(String name, Map<String, String> metadata) {
    return add(name, JSON.valueToTree(metadata)).id;
  }

  /** The ids of all servers. */
  public synchronized List<String> servers() {
    return List.copyOf(servers.keySet());
  }

  private Life add(String name, JsonNode metadata) {
    Life life = new Life("server-" + ++made, name, metadata, moments);
    servers.put(life.id, life);
    return life;
  }

  /** An answer. */
  record Reply(int status, Object body) {}

  /** Its volumes. */
  public FakeVolumes volumes() {
    return volumes;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/v3/auth/tokens")) {
        exchange.getResponseHeaders().add("X-Subject-Token", "fake-token");
        send(exchange, new Reply(201, token()));
        return;
      }
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      versions.addAll(
          exchange.getRequestHeaders().getOrDefault("OpenStack-API-Version", List.of()));
      JsonNode json = body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
      send(exchange, reply(exchange.getRequestMethod(), path, json));
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] bytes =
        reply.body() instanceof Map<?, ?> map && map.isEmpty()
            ? new byte[0]
            : JSON.writeValueAsBytes(reply.body());
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private synchronized Reply reply(String method, String path, JsonNode body) {
    if (path.startsWith("/v3/" + PROJECT)) {
      return volumes.reply(method, path.substring(("/v3/" + PROJECT).length()), body);
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
              : new Reply(200, Map.of("networks", networks()));
      case "servers" -> servers(method, parts, body);
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
      return fault(404, "itemNotFound", "Instance " + parts[2] + " could not be found.");
    }
    if (parts.length > 3) {
      return parts[3].equals("action") ? console(life) : password();
    }
    if (method.equals("DELETE")) {
      life.moments.clear();
      afterDeletion.ifPresentOrElse(now -> life.now = now, () -> servers.remove(life.id));
      return new Reply(204, Map.of());
    }
    if (!life.moments.isEmpty()) {
      life.now = life.moments.remove();
    }
    return life.now.status().equals("GONE")
        ? fault(404, "itemNotFound", "Instance " + life.id + " could not be found.")
        : new Reply(200, Map.of("server", shown(life)));
  }

  private Reply create(JsonNode wanted) {
    created.add(wanted);
    Integer refusal = refusals.poll();
    if (refusal != null && !makesThenRefuses) {
      return fault(refusal, "forbidden", "Quota exceeded for instances: Requested 1");
    }
    Life life = add(wanted.path("name").asString(""), wanted.path("metadata"));
    return refusal == null
        ? new Reply(202, Map.of("server", Map.of("id", life.id, "adminPass", "s3cr3t-of-nova")))
        : fault(refusal, "computeFault", "Gateway Timeout");
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
        "maxTotalInstances", quota,
        "totalInstancesUsed", servers.size(),
        "maxTotalCores", 20,
        "totalCoresUsed", 18,
        "maxTotalRAMSize", -1);
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

  private List<Object> networks() {
    List<Object> found = new ArrayList<>();
    if (requests.getLast().endsWith("?name=private")) {
      found.add(Map.of("id", "ff608d40-75e9-48cb-b745-77bb55b5eaf2", "name", "private"));
    }
    return found;
  }

  static Reply fault(int status, String kind, String message) {
    return new Reply(status, Map.of(kind, Map.of("code", status, "message", message)));
  }

  private Map<String, Object> token() {
    return Map.of(
        "token",
        Map.of(
            "expires_at",
            Instant.now().plus(Duration.ofHours(1)).toString(),
            "user",
            Map.of("name", "u"),
            "project",
            Map.of("id", PROJECT, "name", "p"),
            "roles",
            List.of(Map.of("name", "member")),
            "catalog",
            List.of(
                listed("compute", address() + path.replace("PROJECT", PROJECT)),
                listed("volumev3", address() + "/v3/" + PROJECT),
                listed("network", address().toString()))));
  }

  private static Map<String, Object> listed(String type, String url) {
    return Map.of(
        "type",
        type,
        "endpoints",
        List.of(Map.of("interface", "public", "region_id", "R", "url", url)));
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
