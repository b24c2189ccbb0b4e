package dev.casement.openstack.image;

import dev.casement.http.Answer;
import dev.casement.http.Body;
import dev.casement.http.Request;
import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudService;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.openstack.cloud.Service;
import dev.casement.openstack.cloud.Session;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

  private final CloudService service;
  private @Nullable URI images;

  public Glance(Web web, Keystone keystone, CloudConfig cloud) {
    this.service = new CloudService(web, keystone, cloud, Service.IMAGE);
  }

  public Web web() {
    return service.web();
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
    return web()
        .address(images() + (query < 0 ? "" : link.substring(query)), "a next page of images");
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

  /**
   * Changes attributes and properties; false when the image no longer exists.
   *
   * @param changes as {@link Changes} makes them
   */
  public boolean update(String id, List<Map<String, Object>> changes) {
    Answer answer = send(Request.json("PATCH", image(id), PATCH, changes));
    if (answer.status() == 404) {
      return false;
    }
    if (answer.status() == 409) {
      // Also when an earlier try removed a property, but its answer was lost.
      List<Map<String, Object>> left = unlessRemoved(id, changes);
      if (left.size() < changes.size()) {
        return left.isEmpty() || update(id, left);
      }
    }
    require(answer, "change image " + id);
    return true;
  }

  /** The changes without removals of properties that the image does not have. */
  private List<Map<String, Object>> unlessRemoved(String id, List<Map<String, Object>> changes) {
    Optional<StoredImage> image = show(id);
    return changes.stream()
        .filter(
            change ->
                !Changes.isRemoval(change)
                    || image
                        .map(now -> now.property(Changes.name(change)).isPresent())
                        .orElse(true))
        .toList();
  }

  /** Deletes an image; does nothing when it no longer exists. */
  public void delete(String id) {
    requireGone(id, tryDelete(id));
  }

  /** As {@link #delete}, with a short time limit. */
  public void deleteInHurry(String id) {
    requireGone(
        id, service.send(Request.delete(image(id)).within(CloudService.SOON), CloudService.HURRY));
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
    Answer answer = service.send(Request.get(uri).within(CloudService.SOON), CloudService.HURRY);
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
  public Request dataRequest(Session session, String id, String where) {
    return CloudService.withToken(Request.put(URI.create(image(id) + "/" + where)), session);
  }

  /**
   * Opens an image's data. Not every store serves a range of it: Ceph, Swift and S3 do not
   * (glance_store, capabilities of the drivers).
   *
   * @param from where to begin, if the store can do that; status 206 says that it did
   * @throws IOException when no answer arrives
   */
  public Body open(String id, long from) throws IOException {
    Request request = Request.get(URI.create(image(id) + "/file")).with("Accept", "*/*");
    return service.open(from == 0 ? request : request.with("Range", "bytes=" + from + "-"));
  }

  /**
   * A range of an image's data.
   *
   * @param length at least 1; the range must lie within the data
   */
  byte[] read(String id, long from, int length) {
    Request request = Request.get(URI.create(image(id) + "/file")).with("Accept", "*/*");
    Web.Part part = service.sendForPart(request, from, length);
    require(part.answer(), "read image " + id);
    if (part.bytes().length != length) {
      throw PublishFailures.of(
          "this cloud does not serve parts of images: HTTP " + part.answer().status(),
          "download the image with openstack image save --file FILE " + id + ", and verify FILE");
    }
    return part.bytes();
  }

  private JsonNode json(Answer answer) {
    return service.json(answer);
  }

  private Answer get(URI uri, String what) {
    return service.get(uri, what);
  }

  private Answer send(Request request) {
    return service.send(request);
  }

  /** Fails unless the request succeeded; {@code what} is the attempted action, an infinitive. */
  public void require(Answer answer, String what) {
    service.require(answer, what);
  }

  /** The failure for an answer; {@code what} is the attempted action, an infinitive. */
  public BuildException refusal(String what, Answer answer) {
    return service.refusal(what, answer);
  }

  private URI image(String id) {
    return URI.create(images() + "/" + id);
  }

  private synchronized URI images() {
    URI known = images;
    if (known == null) {
      known = URI.create(discover(service.endpoint()) + "/images");
      images = known;
    }
    return known;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The address of version 2 below an endpoint, from Glance's list of versions. */
  private String discover(String endpoint) {
    if (endpoint.endsWith("/v2")) {
      return endpoint;
    }
    String base = endpoint.replaceFirst("/v[0-9.]+$", "");
    Answer answer = web().sendSafely(Request.get(URI.create(base + "/")));
    boolean lists = answer.isSuccess() || answer.status() == 300;
    if (lists) {
      for (JsonNode version : json(answer).path("versions")) {
        if (version.path("id").asString("").startsWith("v2")) {
          // The link may be an internal address of Glance; use the catalogue's instead.
          return base + "/v2";
        }
      }
    }
    throw service.noSuchVersion("2", base, answer);
  }
}
