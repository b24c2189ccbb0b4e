package dev.casement.openstack;

import dev.casement.openstack.FakeHttp.Asked;
import dev.casement.openstack.FakeHttp.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Glance of {@link FakeCompute}. It has no import, and no schema or definitions that forbid
 * anything.
 *
 * <p>Requests and answers are those of the Image API v2 (docs.openstack.org/api-ref/image/v2) and
 * its samples (openstack/glance, api-ref/source/v2/samples: image-show, images-list, image-update,
 * image-member); refusals are those of glance/api/v2/images.py and image_data.py.
 */
public final class FakeImages {
  /** A volume that is being copied to an image; without content, Cinder gives up at the end. */
  private record Copy(int left, Optional<byte[]> content) {}

  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Set<String> NO_FILTERS =
      Set.of("limit", "marker", "sort", "sort_key", "sort_dir", "member_status");

  private final Map<String, FakeImage> images = new LinkedHashMap<>();
  private final Map<String, Copy> copies = new LinkedHashMap<>();
  private final Deque<Integer> refusals = new ArrayDeque<>();
  private int made;

  /** The images that were asked for. */
  public final List<JsonNode> created = new CopyOnWriteArrayList<>();

  /** The changes that were asked for, each with the image's id before it. */
  public final List<String> changes = new CopyOnWriteArrayList<>();

  /** How many looks find an image that a volume is copied to {@code saving}. */
  public volatile int looksToSave = 1;

  /** The most images of one page. */
  public volatile int page = 1000;

  /** The next upload is answered so once it was read; the image stays {@code queued}. */
  public synchronized void refuses(int status) {
    refusals.add(status);
  }

  /**
   * An image that is there already, {@code active}.
   *
   * @param attributes and properties, perhaps the id
   * @return its id
   */
  public synchronized String has(String name, byte[] content, Map<String, ?> attributes) {
    ObjectNode wanted = JsonMapper.shared().valueToTree(attributes);
    FakeImage image = add("image-" + ++made, wanted.put("name", name));
    image.store(content);
    return image.id();
  }

  /** All images as they are shown, in the order of their creation. */
  public synchronized List<JsonNode> images() {
    return images.values().stream().<JsonNode>map(FakeImage::json).toList();
  }

  /** An image as it is shown. */
  public synchronized Optional<JsonNode> image(String id) {
    return Optional.ofNullable(images.get(id)).map(FakeImage::json);
  }

  /** The data of an image; empty while it has none. */
  public synchronized Optional<byte[]> content(String id) {
    return Optional.ofNullable(images.get(id)).flatMap(FakeImage::content);
  }

  /**
   * An image that Cinder copies a volume to.
   *
   * @param content empty: it fails, and Cinder deletes the image
   */
  synchronized String copy(String id, JsonNode wanted, Optional<byte[]> content) {
    String free = id;
    for (int number = 2; images.containsKey(free); number++) {
      free = id + "-" + number;
    }
    add(free, wanted).saving();
    copies.put(free, new Copy(looksToSave, content));
    advance(free, 0);
    return free;
  }

  synchronized Optional<FakeImage> find(String id) {
    return Optional.ofNullable(images.get(id));
  }

  synchronized boolean isSaving(String id) {
    return images.containsKey(id) && images.get(id).is("saving");
  }

  /** The next look finds it further on. */
  synchronized void look(String id) {
    advance(id, 1);
  }

  private void advance(String id, int looks) {
    Copy copy = copies.remove(id);
    if (copy == null || !images.containsKey(id)) {
      return;
    }
    if (copy.left() > looks) {
      copies.put(id, new Copy(copy.left() - looks, copy.content()));
    } else {
      copy.content().ifPresentOrElse(images.get(id)::store, () -> images.remove(id));
    }
  }

  private FakeImage add(String id, JsonNode wanted) {
    FakeImage image = new FakeImage(id, wanted);
    images.put(image.id(), image);
    return image;
  }

  synchronized Reply reply(Asked asked) {
    String[] parts = asked.path().split("/", -1);
    return switch (asked.path()) {
      case "/" -> new Reply(300, Map.of("versions", List.of(version("v2.17"), version("v2.0"))));
      case "/v2/images" ->
          asked.method().equals("POST") ? create(asked.json()) : list(asked.query());
      case "/v2/schemas/image" -> new Reply(200, Map.of("name", "image"));
      case "/v2/info/import" ->
          new Reply(200, Map.of("import-methods", Map.of("type", "array", "value", List.of())));
      case "/v2/metadefs/namespaces" -> new Reply(200, Map.of("namespaces", List.of()));
      default ->
          parts.length > 3 && parts[2].equals("images")
              ? image(asked, parts[3], parts.length > 4 ? parts[4] : "")
              : FakeImage.fault(404, "The resource could not be found.");
    };
  }

  private static Map<String, Object> version(String id) {
    return Map.of("id", id, "status", "SUPPORTED");
  }

  private Reply image(Asked asked, String id, String part) {
    FakeImage image = images.get(id);
    if (image == null) {
      return FakeImage.fault(404, "No image found with ID " + id);
    }
    return switch (asked.method() + " " + part) {
      case "GET " -> show(image);
      case "PATCH " -> patch(image, asked);
      case "DELETE " -> delete(image);
      case "PUT file" -> upload(image, asked);
      case "GET file" -> image.download(asked);
      case "GET members" -> image.showMembers();
      case "POST members" -> image.share(asked.json().path("member").asString(""));
      default -> FakeImage.fault(404, "The resource could not be found.");
    };
  }

  private Reply create(JsonNode wanted) {
    created.add(wanted);
    String id = wanted.path("id").asString("");
    if (wanted.has("id") && !UUID.matcher(id).matches()) {
      return FakeImage.fault(400, "Provided object does not match schema 'image': '" + id + "'");
    }
    if (images.containsKey(id)) {
      return FakeImage.fault(409, "Image ID " + id + " already exists!");
    }
    return wanted.properties().stream()
        .filter(entry -> !entry.getKey().equals("id"))
        .flatMap(entry -> FakeImage.flaw(entry.getKey(), entry.getValue()).stream())
        .findFirst()
        .orElseGet(() -> new Reply(201, add("image-" + ++made, wanted).json()));
  }

  private Reply list(List<Map.Entry<String, String>> query) {
    boolean hidden = value(query, "os_hidden").isPresent();
    // The newest comes first.
    List<FakeImage> found = new ArrayList<>(images.values()).reversed();
    found.removeIf(image -> !hidden && image.text("os_hidden").equals("true"));
    found.removeIf(image -> query.stream().anyMatch(filter -> !fits(image, filter)));
    Optional<String> marker = value(query, "marker");
    int begin = marker.map(id -> found.indexOf(images.get(id)) + 1).orElse(0);
    if (marker.isPresent() && begin == 0) {
      return FakeImage.fault(400, "No image found with ID " + marker.get());
    }
    int limit = Math.min(page, value(query, "limit").map(Integer::parseInt).orElse(25));
    List<FakeImage> some = found.subList(begin, Math.min(found.size(), begin + limit));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("images", some.stream().map(FakeImage::json).toList());
    json.put("first", "/v2/images");
    if (!some.isEmpty() && some.size() == limit) {
      json.put("next", "/v2/images?" + next(query, some.getLast().id()));
    }
    some.forEach(image -> look(image.id()));
    return new Reply(200, json);
  }

  private static Optional<String> value(List<Map.Entry<String, String>> query, String name) {
    return query.stream()
        .filter(entry -> entry.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean fits(FakeImage image, Map.Entry<String, String> filter) {
    String value = filter.getValue();
    return switch (filter.getKey()) {
      case "tag" ->
          image.json().path("tags").valueStream().anyMatch(tag -> tag.asString("").equals(value));
      case String name -> NO_FILTERS.contains(name) || image.text(name).equals(value);
    };
  }

  private static String next(List<Map.Entry<String, String>> query, String marker) {
    return query.stream()
        .filter(entry -> !entry.getKey().equals("marker"))
        .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()) + "&")
        .collect(Collectors.joining("", "", "marker=" + marker));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Reply show(FakeImage image) {
    Reply shown = new Reply(200, image.json());
    look(image.id());
    return shown;
  }

  private Reply patch(FakeImage image, Asked asked) {
    changes.add(image.id() + " " + new String(asked.body(), StandardCharsets.UTF_8));
    return image.patch(asked);
  }

  private Reply delete(FakeImage image) {
    if (image.text("protected").equals("true")) {
      return FakeImage.fault(403, "Image " + image.id() + " is protected and cannot be deleted.");
    }
    images.remove(image.id());
    return new Reply(204, Map.of());
  }

  private Reply upload(FakeImage image, Asked asked) {
    Integer refusal = refusals.poll();
    return refusal == null
        ? image.upload(asked)
        : FakeImage.fault(refusal, "The test does not want it.");
  }
}
