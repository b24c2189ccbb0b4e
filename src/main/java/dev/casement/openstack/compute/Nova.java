package dev.casement.openstack.compute;

import dev.casement.http.Answer;
import dev.casement.http.Request;
import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudService;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.openstack.cloud.Service;
import dev.casement.report.BuildException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Client of Nova, version 2.1 with microversions, with tokens from Keystone.
 *
 * <p>Source: Compute API (docs.openstack.org/api-ref/compute).
 */
public final class Nova {
  /** The newest microversion whose meaning Casement knows. */
  private static final int NEWEST = 67;

  /** Servers without a network; Newton, of 2016. */
  private static final int LEAST = 37;

  private static final int MOST_PAGES = 1000;
  private static final String JSON = "application/json";

  private final CloudService service;
  private @Nullable Api api;

  /**
   * What the cloud offers.
   *
   * @param base the address of version 2.1
   * @param minor of the microversion to use
   */
  private record Api(String base, int minor) {}

  Nova(Web web, Keystone keystone, CloudConfig cloud) {
    this.service = new CloudService(web, keystone, cloud, Service.COMPUTE);
  }

  /**
   * The microversion that is used, such as {@code 2.67}.
   *
   * @throws BuildException PUBLISH when the cloud has no Nova that is new enough
   */
  public String microversion() {
    return "2." + api().minor();
  }

  /** All flavors of the project, page by page. */
  public List<Flavor> flavors() {
    List<Flavor> all = new ArrayList<>();
    pages("flavors/detail", "", "flavors", flavor -> all.add(Flavor.of(flavor)));
    return all;
  }

  /** What the project may still start; empty where the cloud does not tell. */
  public Optional<Headroom> headroom() {
    Answer answer = send(Request.get(uri("limits")));
    return answer.isSuccess() ? Optional.of(Headroom.of(service.json(answer))) : Optional.empty();
  }

  /** Whether the user has a key pair of this name. */
  public boolean hasKeypair(String name) {
    Answer answer = send(Request.get(uri("os-keypairs/" + encoded(name))));
    if (answer.status() != 404) {
      service.require(answer, "look at key pair " + name);
    }
    return answer.isSuccess();
  }

  /**
   * Creates a server, at most once: if the answer is lost, the server is looked for by its name
   * before another try.
   *
   * @return its id
   */
  public String create(NewServer server) {
    AtomicReference<String> found = new AtomicReference<>("");
    return service
        .create(
            versioned(Request.json("POST", uri("servers"), JSON, server.json())),
            "create a server",
            () -> {
              Optional<Server> made = find(server.name());
              made.map(Server::id).ifPresent(found::set);
              return made;
            })
        .map(answer -> service.json(answer).path("server").path("id").asString(""))
        .orElseGet(found::get);
  }

  /** The server of a name that only one has. */
  public Optional<Server> find(String name) {
    return servers("^" + name + "$").stream()
        .filter(server -> server.name().equals(name))
        .findFirst();
  }

  /**
   * The project's servers whose names match.
   *
   * @param pattern a regular expression
   */
  public List<Server> servers(String pattern) {
    List<Server> all = new ArrayList<>();
    pages(
        "servers/detail",
        "?name=" + encoded(pattern),
        "servers",
        server -> all.add(Server.of(server)));
    return all;
  }

  /** A server; empty when it no longer exists. */
  public Optional<Server> server(String id) {
    return server(id, send(Request.get(uri("servers/" + id))));
  }

  /** As {@link #server}, but gives up soon where the cloud does not answer. */
  public Optional<Server> serverSoon(String id) {
    Request request = versioned(Request.get(uri("servers/" + id)).within(CloudService.SOON));
    return server(id, service.send(request, CloudService.HURRY));
  }

  private Optional<Server> server(String id, Answer answer) {
    if (answer.status() == 404) {
      return Optional.empty();
    }
    service.require(answer, "look at server " + id);
    return Optional.of(Server.of(service.json(answer).path("server")));
  }

  /**
   * The end of what a server has written to its first serial port; empty while it is not running.
   *
   * @throws BuildException PUBLISH where the cloud has no console logs
   */
  public Optional<String> console(String id) {
    return console(id, send(consoleRequest(id)));
  }

  /** As {@link #console}, but gives up soon where the host does not answer. */
  public Optional<String> consoleSoon(String id) {
    Request request = versioned(consoleRequest(id).within(CloudService.SOON));
    return console(id, service.send(request, CloudService.HURRY));
  }

  private Request consoleRequest(String id) {
    return Request.json(
        "POST", uri("servers/" + id + "/action"), JSON, Map.of("os-getConsoleOutput", Map.of()));
  }

  private Optional<String> console(String id, Answer answer) {
    if (answer.status() == 404 || answer.status() == 409) {
      return Optional.empty();
    }
    if (answer.status() == 501) {
      throw PublishFailures.of(
          "the compute hosts of this cloud keep no console logs", "ask the operator of the cloud");
    }
    service.require(answer, "read the console log of server " + id);
    return Optional.of(service.json(answer).path("output").asString(""));
  }

  /** Whether the server has posted a password, encrypted for its key pair. */
  public boolean hasPassword(String id) {
    Answer answer = send(Request.get(uri("servers/" + id + "/os-server-password")));
    return answer.isSuccess() && !service.json(answer).path("password").asString("").isEmpty();
  }

  /**
   * Asks for the deletion of a server; false when it no longer exists.
   *
   * @param hurry whether the user waits for Casement to exit
   */
  public boolean delete(String id, boolean hurry) {
    Request request = Request.delete(uri("servers/" + id));
    Answer answer =
        hurry
            ? service.send(versioned(request.within(CloudService.SOON)), CloudService.HURRY)
            : send(request);
    if (answer.status() == 404) {
      return false;
    }
    service.require(answer, "delete server " + id);
    return true;
  }

  /** Deletes a server for good that the cloud keeps for a while after its deletion. */
  public void forceDelete(String id) {
    Map<String, Object> action = new HashMap<>();
    action.put("forceDelete", null);
    Answer answer = send(Request.json("POST", uri("servers/" + id + "/action"), JSON, action));
    if (answer.status() != 404 && answer.status() != 409) {
      service.require(answer, "delete server " + id + " for good");
    }
  }

  private void pages(String path, String query, String key, Consumer<JsonNode> each) {
    String page = query;
    for (int count = 0; count < MOST_PAGES; count++) {
      Answer answer = send(Request.get(service.web().address(uri(path) + page, "a list")));
      service.require(answer, "list " + key);
      JsonNode json = service.json(answer);
      json.path(key).forEach(each);
      Optional<String> next =
          json.path(key + "_links")
              .valueStream()
              .filter(link -> link.path("rel").asString("").equals("next"))
              .map(link -> link.path("href").asString(""))
              .filter(href -> href.contains("?"))
              .findFirst();
      if (next.isEmpty()) {
        return;
      }
      // Behind a proxy, Nova does not know its own address.
      page = next.get().substring(next.get().indexOf('?'));
    }
    throw PublishFailures.of("the list of " + key + " never ends", "ask the operator of the cloud");
  }

  private Answer send(Request request) {
    return service.send(versioned(request));
  }

  /** Source: Nova, "Microversions": the header's name since 2.27, and the older one. */
  private Request versioned(Request request) {
    String version = microversion();
    return request
        .with("OpenStack-API-Version", "compute " + version)
        .with("X-OpenStack-Nova-API-Version", version);
  }

  private URI uri(String path) {
    return URI.create(api().base() + "/" + path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private synchronized Api api() {
    Api known = api;
    if (known == null) {
      known = discover();
      api = known;
    }
    return known;
  }

  /**
   * Finds version 2.1 and its microversions: at the endpoint, without the project's id that older
   * catalogues put there, or in the list of versions above it. Source: Compute API, "API Versions".
   */
  private Api discover() {
    String endpoint = service.endpoint();
    String above = endpoint.replaceFirst("/v2(\\.[01])?(/.*)?$", "");
    String project = service.keystone().session().project().orElse("");
    String base =
        endpoint.equals(above)
            ? above + "/v2.1"
            : endpoint.replaceFirst("/v2(\\.0)?(?=/|$)", "/v2.1");
    String root = base.replaceFirst("/" + project + "$", "");
    Answer answer = service.send(Request.get(URI.create(root + "/")));
    if (!answer.isSuccess()) {
      throw service.noSuchVersion("2.1", root, answer);
    }
    JsonNode json = service.json(answer);
    int newest =
        Stream.concat(Stream.of(json.path("version")), json.path("versions").valueStream())
            .filter(version -> version.path("id").asString("").equals("v2.1"))
            .map(version -> version.path("version").asString(""))
            .filter(version -> version.matches("2\\.\\d{1,4}"))
            .mapToInt(version -> Integer.parseInt(version.substring(2)))
            .findFirst()
            .orElse(0);
    if (newest < LEAST) {
      throw PublishFailures.of(
          "the compute service at " + root + " is older than microversion 2." + LEAST,
          "use a cloud with OpenStack Newton or newer");
    }
    return new Api(base, Math.min(newest, NEWEST));
  }
}
