package dev.casement.openstack.image;

import dev.casement.http.Answer;
import dev.casement.http.Request;
import dev.casement.http.ServerAddress;
import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.openstack.cloud.Refusals;
import dev.casement.openstack.cloud.Session;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Client of Glance, version 2, with tokens from Keystone.
 *
 * <p>Source: Image API v2 (docs.openstack.org/api-ref/image/v2).
 */
public final class Glance {
  private static final String PATCH = "application/openstack-images-v2.1-json-patch";
  private static final int MOST_PAGES = 1000;

  /** For requests made while the user waits for Casement to exit. */
  private static final Web.Patience HURRY = new Web.Patience(2, Duration.ofSeconds(1));

  private static final Duration SOON = Duration.ofSeconds(15);

  private final Web web;
  private final Keystone keystone;
  private final CloudConfig cloud;
  private @Nullable URI images;

  public Glance(Web web, Keystone keystone, CloudConfig cloud) {
    this.web = web;
    this.keystone = keystone;
    this.cloud = cloud;
  }

  public Web web() {
    return web;
  }

  /** The base address of its images. */
  public URI address() {
    return images();
  }

  /** All images with these attributes and properties, page by page. */
  public List<StoredImage> list(Map<String, String> filters) {
    String query =
        filters.entrySet().stream()
            .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&", "?limit=100&", ""));
    List<StoredImage> found = new ArrayList<>();
    URI next = URI.create(images() + query);
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode json = json(get(next, "list images"));
      json.path("images").forEach(image -> found.add(StoredImage.of(image)));
      String link = json.path("next").asString("");
      if (link.isEmpty()) {
        return found;
      }
      next = nextPage(link);
    }
    throw PublishFailures.of("the list of images never ends", "ask the operator of the cloud");
  }

  /**
   * The address of the next page. Behind a proxy, Glance knows neither its public address nor its
   * path, so only the query is taken. Source: glance/api/v2/images.py, ResponseSerializer.index.
   */
  private URI nextPage(String link) {
    int query = link.indexOf('?');
    return web.address(
        images() + (query < 0 ? "" : link.substring(query)), "a next page of images");
  }

  /**
   * Creates an image without data.
   *
   * @param id chosen by the caller, so that a repeated request creates no second image
   */
  public void create(String id, NewImage image) {
    Answer answer = send(Request.json("POST", images(), "application/json", image.json(id)));
    // 409: an earlier try succeeded, but its answer was lost.
    if (answer.status() == 409 && show(id).isPresent()) {
      return;
    }
    require(answer, "create the image");
    StoredImage.of(json(answer));
  }

  public Optional<StoredImage> show(String id) {
    Answer answer = send(Request.get(image(id)));
    if (answer.status() == 404) {
      return Optional.empty();
    }
    require(answer, "look at image " + id);
    return Optional.of(StoredImage.of(json(answer)));
  }

  /** Changes attributes and properties; false when the image no longer exists. */
  public boolean update(String id, List<Map<String, Object>> changes) {
    Answer answer = send(Request.json("PATCH", image(id), PATCH, changes));
    if (answer.status() == 404) {
      return false;
    }
    require(answer, "change image " + id);
    return true;
  }

  /** Deletes an image; does nothing when it no longer exists. */
  public void delete(String id) {
    requireGone(id, tryDelete(id));
  }

  /** As {@link #delete}, with a short time limit. */
  public void deleteInHurry(String id) {
    requireGone(id, send(Request.delete(image(id)).within(SOON), HURRY));
  }

  private void requireGone(String id, Answer answer) {
    if (answer.status() != 404) {
      require(answer, "delete image " + id);
    }
  }

  /** Tries to delete an image, and returns Glance's answer, whatever it is. */
  public Answer tryDelete(String id) {
    return send(Request.delete(image(id)));
  }

  /** The projects that an image is shared with. */
  public Set<String> members(String id) {
    Set<String> members = new HashSet<>();
    Answer answer = send(Request.get(URI.create(image(id) + "/members")));
    if (answer.isSuccess()) {
      json(answer).path("members").forEach(m -> members.add(m.path("member_id").asString("")));
    }
    return members;
  }

  /**
   * Shares the image with another project, which then has to accept it; false when it was shared
   * already.
   */
  public boolean share(String id, String project) {
    URI members = URI.create(image(id) + "/members");
    Answer answer =
        send(Request.json("POST", members, "application/json", Map.of("member", project)));
    if (answer.status() == 409) {
      return false;
    }
    require(answer, "share image " + id + " with project " + project);
    return true;
  }

  /** The cloud's schema for images, a JSON Schema. */
  public JsonNode schema() {
    URI schema = URI.create(images().toString().replaceFirst("images$", "schemas/image"));
    return json(get(schema, "read the schema of images"));
  }

  /**
   * The metadata definitions of image properties; empty where the cloud has none or does not show
   * them. They only serve for warnings, so a failing service is not retried for long.
   */
  public List<Metadefs> metadefs() {
    try {
      return allMetadefs();
    } catch (BuildException e) {
      if (e.failure() == Failure.PUBLISH) {
        return List.of();
      }
      throw e;
    }
  }

  private List<Metadefs> allMetadefs() {
    String base = images().toString().replaceFirst("images$", "metadefs/namespaces");
    String type = encoded("OS::Glance::Image");
    Answer list = glimpse(URI.create(base + "?limit=100&resource_types=" + type));
    List<Metadefs> all = new ArrayList<>();
    for (JsonNode namespace : json(list).path("namespaces")) {
      String name = namespace.path("namespace").asString("");
      // With the resource type, names include the prefix that they have on images.
      URI one =
          URI.create(base + "/" + encoded(name).replace("+", "%20") + "?resource_type=" + type);
      all.add(new Metadefs(name, json(glimpse(one)).path("properties")));
    }
    return all;
  }

  private Answer glimpse(URI uri) {
    Answer answer = send(Request.get(uri).within(SOON), HURRY);
    require(answer, "read metadata definitions");
    return answer;
  }

  /** The methods of interoperable import that the cloud offers. */
  public List<String> importMethods() {
    Answer answer =
        send(Request.get(URI.create(images().toString().replaceFirst("images$", "info/import"))));
    List<String> methods = new ArrayList<>();
    if (answer.isSuccess()) {
      json(answer).path("import-methods").path("value").forEach(m -> methods.add(m.asString("")));
    }
    return methods;
  }

  /** Starts the import of staged data into the image. */
  public void importStaged(String id) {
    Map<String, Object> body = Map.of("method", Map.of("name", "glance-direct"));
    Answer answer =
        send(Request.json("POST", URI.create(image(id) + "/import"), "application/json", body));
    // 409: an earlier try succeeded, but its answer was lost. The image's status shows the result.
    if (answer.status() != 409) {
      require(answer, "import the data of image " + id);
    }
  }

  /**
   * A request that carries the image's data.
   *
   * @param where {@code file} or {@code stage}
   */
  public Request dataRequest(Session session, String id, String where, ImageData data) {
    return withToken(Request.put(URI.create(image(id) + "/" + where), data.body()), session);
  }

  /**
   * A range of an image's data.
   *
   * @param length at least 1; the range must lie within the data
   */
  byte[] read(String id, long from, int length) {
    Request request = Request.get(URI.create(image(id) + "/file")).with("Accept", "*/*");
    Session session = keystone.session();
    Web.Part part = web.sendForPart(withToken(request, session), from, length);
    if (part.answer().status() == 401) {
      part = web.sendForPart(withToken(request, keystone.renew(session)), from, length);
    }
    require(part.answer(), "read image " + id);
    if (part.bytes().length != length) {
      throw PublishFailures.of(
          "this cloud does not serve parts of images: HTTP " + part.answer().status(),
          "download the image with openstack image save --file FILE " + id + ", and verify FILE");
    }
    return part.bytes();
  }

  private JsonNode json(Answer answer) {
    return web.json(answer);
  }

  private Answer get(URI uri, String what) {
    Answer answer = send(Request.get(uri));
    require(answer, what);
    return answer;
  }

  private Answer send(Request request) {
    return send(request, web.patience());
  }

  /** Sends a request with the token; if the token is refused, once more with a new one. */
  private Answer send(Request request, Web.Patience patience) {
    Session session = keystone.session();
    Answer answer = web.sendSafely(withToken(request, session), patience);
    return answer.status() == 401
        ? web.sendSafely(withToken(request, keystone.renew(session)), patience)
        : answer;
  }

  private static Request withToken(Request request, Session session) {
    return request.with("X-Auth-Token", session.token().reveal());
  }

  /** Fails unless the request succeeded; {@code what} is the attempted action, an infinitive. */
  public void require(Answer answer, String what) {
    if (!answer.isSuccess()) {
      throw Refusals.of(what, answer);
    }
  }

  private URI image(String id) {
    return URI.create(images() + "/" + id);
  }

  private synchronized URI images() {
    URI known = images;
    if (known == null) {
      known = URI.create(discover(endpoint()) + "/images");
      images = known;
    }
    return known;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Glance's endpoint in the catalogue. */
  private URI endpoint() {
    if (cloud.endpoint().image().isPresent()) {
      return cloud.endpoint().image().get();
    }
    List<Session.Endpoint> all =
        keystone.session().catalogue().stream()
            .filter(endpoint -> endpoint.serviceType().equals("image"))
            .toList();
    List<Session.Endpoint> fitting =
        all.stream()
            .filter(endpoint -> endpoint.kind().equals(cloud.endpoint().kind()))
            .filter(e -> cloud.endpoint().region().map(e.region()::equals).orElse(true))
            .toList();
    boolean chosen = cloud.endpoint().region().isPresent();
    if (fitting.size() == 1 || (fitting.size() > 1 && chosen)) {
      return usable(fitting.getFirst().url());
    }
    throw noEndpoint(all, fitting.isEmpty());
  }

  private URI usable(URI url) {
    Optional<String> flaw = ServerAddress.flaw(url);
    if (flaw.isPresent()) {
      throw PublishFailures.of(
          "the catalogue of the cloud \""
              + cloud.name()
              + "\" has its image service at \""
              + url
              + "\": "
              + flaw.get(),
          "set image_endpoint_override in clouds.yaml to an address that can be used, or ask the"
              + " operator of the cloud to correct the catalogue");
    }
    return url;
  }

  private BuildException noEndpoint(List<Session.Endpoint> all, boolean none) {
    String there =
        all.stream()
            .map(endpoint -> endpoint.region() + " (" + endpoint.kind() + ")")
            .distinct()
            .collect(Collectors.joining(", "));
    String wanted =
        cloud.endpoint().kind()
            + cloud.endpoint().region().map(region -> ", region " + region).orElse("");
    return PublishFailures.of(
        "the cloud \""
            + cloud.name()
            + "\" has "
            + (none ? "no" : "more than one")
            + " image service for this project ("
            + wanted
            + ")",
        all.isEmpty()
            ? "scope the credentials to a project, and ask the operator of the cloud whether it"
                + " has Glance"
            : "set region_name and interface in clouds.yaml to one of: " + there);
  }

  /** The address of version 2 below an endpoint, from Glance's list of versions. */
  private String discover(URI endpoint) {
    String base = endpoint.toString().replaceFirst("/+$", "");
    if (base.endsWith("/v2")) {
      return base;
    }
    base = base.replaceFirst("/v[0-9.]+$", "");
    Answer answer = web.sendSafely(Request.get(URI.create(base + "/")));
    boolean lists = answer.isSuccess() || answer.status() == 300;
    if (lists) {
      for (JsonNode version : json(answer).path("versions")) {
        if (version.path("id").asString("").startsWith("v2")) {
          // The link may be an internal address of Glance; use the catalogue's instead.
          return base + "/v2";
        }
      }
    }
    throw PublishFailures.of(
        "there is no image service of version 2 at " + base + " (HTTP " + answer.status() + ")",
        "check the catalogue's endpoint, or set image_endpoint_override in clouds.yaml");
  }
}
