package dev.casement.openstack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP server of {@link FakeCompute}, and its Keystone.
 *
 * <p>Its answer to a log-in is that of the Identity API v3 and its samples (openstack/keystone,
 * api-ref/source/v3/samples/admin: auth-password-project-scoped-response).
 */
final class FakeHttp implements AutoCloseable {
  static final String PROJECT = "6f70656e737461636b20342065766572";

  private static final JsonMapper JSON = JsonMapper.shared();

  /** A request. */
  static final class Asked {
    private final HttpExchange exchange;
    private final byte[] body;

    private Asked(HttpExchange exchange) throws IOException {
      this.exchange = exchange;
      this.body = exchange.getRequestBody().readAllBytes();
    }

    String method() {
      return exchange.getRequestMethod();
    }

    URI uri() {
      return exchange.getRequestURI();
    }

    String path() {
      return uri().getPath();
    }

    /** The names and values after the question mark. */
    List<Map.Entry<String, String>> query() {
      List<Map.Entry<String, String>> all = new ArrayList<>();
      String query = uri().getRawQuery() == null ? "" : uri().getRawQuery();
      for (String part : query.split("&", -1)) {
        if (!part.isEmpty()) {
          String[] pair = part.split("=", 2);
          all.add(Map.entry(decoded(pair[0]), pair.length > 1 ? decoded(pair[1]) : ""));
        }
      }
      return all;
    }

    String header(String name) {
      String value = exchange.getRequestHeaders().getFirst(name);
      return value == null ? "" : value;
    }

    byte[] body() {
      return body;
    }

    JsonNode json() {
      return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
  }

  /**
   * An answer.
   *
   * @param body bytes, or what becomes JSON; none if it is an empty map
   */
  record Reply(int status, Object body, Map<String, String> headers) {
    Reply(int status, Object body) {
      this(status, body, Map.of());
    }
  }

  /**
   * A request that is not answered as it should be.
   *
   * @param obeyed whether it is done nevertheless
   */
  private record Refusal(Pattern request, int status, boolean obeyed) {}

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Supplier<Map<String, String>> catalogue;
  private final Function<Asked, Reply> services;
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<Pattern> cuts = new ArrayList<>();

  /** Method, path and query of every request that asked for something else than a token. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** The microversions that were asked for. */
  final List<String> versions = new CopyOnWriteArrayList<>();

  /**
   * @param catalogue the paths of the services, by their types
   */
  FakeHttp(Supplier<Map<String, String>> catalogue, Function<Asked, Reply> services)
      throws IOException {
    this.catalogue = catalogue;
    this.services = services;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(executor);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next request of the form is answered so. */
  synchronized void refuse(String request, int status, boolean obeyed) {
    refusals.add(new Refusal(Pattern.compile(request), status, obeyed));
  }

  /** The connection of the next request of the form breaks in the middle of its answer. */
  synchronized void cut(String request) {
    cuts.add(Pattern.compile(request));
  }

  private synchronized boolean isCut(String request) {
    Optional<Pattern> cut =
        cuts.stream().filter(each -> each.matcher(request).lookingAt()).findFirst();
    cut.ifPresent(cuts::remove);
    return cut.isPresent();
  }

  /** How many requests there were, by service and method: {@code image PUT}. */
  Map<String, Long> counts() {
    return requests.stream()
        .collect(Collectors.groupingBy(FakeHttp::kind, TreeMap::new, Collectors.counting()));
  }

  private static String kind(String request) {
    String[] parts = request.split("[ /?]", -1);
    String service =
        switch (parts[2]) {
          case "v2.1" -> "compute";
          case "v2.0" -> "network";
          case "v3" -> "volume";
          default -> "image";
        };
    return service + " " + parts[0];
  }

  static Reply fault(int status, String kind, String message) {
    return new Reply(status, Map.of(kind, Map.of("code", status, "message", message)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Asked asked = new Asked(exchange);
      if (asked.path().equals("/v3/auth/tokens")) {
        send(exchange, new Reply(201, token(), Map.of("X-Subject-Token", "fake-token")), false);
        return;
      }
      requests.add(asked.method() + " " + asked.uri());
      versions.addAll(
          exchange.getRequestHeaders().getOrDefault("OpenStack-API-Version", List.of()));
      send(exchange, reply(asked), isCut(asked.method() + " " + asked.uri()));
    }
  }

  private Reply reply(Asked asked) {
    Refusal refusal = refusal(asked.method() + " " + asked.uri());
    Reply reply = refusal.obeyed() ? served(asked) : new Reply(0, Map.of());
    return refusal.status() == 0
        ? reply
        : fault(refusal.status(), "fault", "The test does not want it.");
  }

  /** What goes wrong here must be seen in the test. */
  private Reply served(Asked asked) {
    try {
      return services.apply(asked);
    } catch (RuntimeException | AssertionError e) {
      return fault(500, "fault", asked.uri() + ": " + e);
    }
  }

  private synchronized Refusal refusal(String request) {
    for (Iterator<Refusal> all = refusals.iterator(); all.hasNext(); ) {
      Refusal refusal = all.next();
      if (refusal.request().matcher(request).lookingAt()) {
        all.remove();
        return refusal;
      }
    }
    return new Refusal(Pattern.compile(""), 0, true);
  }

  private static void send(HttpExchange exchange, Reply reply, boolean cut) throws IOException {
    byte[] bytes =
        switch (reply.body()) {
          case byte[] data -> data;
          case Map<?, ?> map when map.isEmpty() -> new byte[0];
          default -> JSON.writeValueAsBytes(reply.body());
        };
    reply.headers().forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes, 0, cut ? bytes.length / 2 : bytes.length);
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
            catalogue.get().entrySet().stream()
                .map(entry -> listed(entry.getKey(), address() + entry.getValue()))
                .toList()));
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
