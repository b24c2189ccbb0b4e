package dev.casement.openstack;

import dev.casement.openstack.FakeHttp.Asked;
import dev.casement.openstack.FakeHttp.Reply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An image of {@link FakeImages}. */
final class FakeImage {
  private static final String PATCH = "application/openstack-images-v2.1-json-patch";
  private static final String DATA = "application/octet-stream";
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  /** What every image has, and cannot lose. */
  private static final Set<String> BASE =
      Set.of(
          "name",
          "disk_format",
          "container_format",
          "visibility",
          "protected",
          "min_ram",
          "min_disk",
          "owner",
          "os_hidden",
          "tags");

  /** Source: glance/api/v2/images.py, RequestDeserializer. */
  private static final Set<String> READ_ONLY =
      Set.of(
          "created_at",
          "updated_at",
          "status",
          "checksum",
          "size",
          "virtual_size",
          "self",
          "file",
          "schema",
          "os_hash_algo",
          "os_hash_value");

  private final ObjectNode json = JsonMapper.shared().createObjectNode();
  private final Set<String> members = new LinkedHashSet<>();
  private Optional<byte[]> content = Optional.empty();

  /** A {@code queued} one; {@code id} is its id unless one is wanted. */
  FakeImage(String id, JsonNode wanted) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List.of("name", "disk_format", "container_format", "size", "virtual_size", "checksum")
        .forEach(json::putNull);
    json.putNull("os_hash_algo").putNull("os_hash_value");
    json.put("status", "queued").put("visibility", "shared").put("owner", FakeHttp.PROJECT);
    json.put("protected", false).put("os_hidden", false).put("min_disk", 0).put("min_ram", 0);
    json.put("created_at", now).put("updated_at", now).put("schema", "/v2/schemas/image");
    json.putArray("tags");
    json.put("id", id);
    wanted.properties().forEach(entry -> json.set(entry.getKey(), entry.getValue()));
    json.put("self", "/v2/images/" + id()).put("file", "/v2/images/" + id() + "/file");
  }

  String id() {
    return text("id");
  }

  String text(String name) {
    return json.path(name).asString("");
  }

  boolean is(String status) {
    return text("status").equals(status);
  }

  /** As it is shown. */
  ObjectNode json() {
    return json.deepCopy();
  }

  /** Those that not every image has. */
  ObjectNode properties() {
    ObjectNode properties = json();
    properties.remove(BASE);
    properties.remove(READ_ONLY);
    properties.remove("id");
    return properties;
  }

  Optional<byte[]> content() {
    return content.map(byte[]::clone);
  }

  void saving() {
    json.put("status", "saving");
  }

  void store(byte[] data) {
    content = Optional.of(data.clone());
    json.put("size", data.length).put("status", "active");
    json.put("checksum", digest("MD5", data));
    json.put("os_hash_algo", "sha512").put("os_hash_value", digest("SHA-512", data));
  }

  private static String digest(String algorithm, byte[] data) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Why an image cannot have been given this by a user. */
  static Optional<Reply> flaw(String name, JsonNode value) {
    if (READ_ONLY.contains(name)) {
      return Optional.of(fault(403, "Attribute '" + name + "' is read-only."));
    }
    if (name.startsWith("os_glance")) {
      return Optional.of(fault(403, "Attribute '" + name + "' is reserved."));
    }
    return BASE.contains(name) || value.isString()
        ? Optional.empty()
        : Optional.of(
            fault(
                400,
                "Provided object does not match schema 'image': "
                    + value
                    + " is not of type 'string'"));
  }

  Reply patch(Asked asked) {
    if (!asked.header("Content-Type").equals(PATCH)) {
      return fault(415, "Image PATCH expects Content-Type one of: " + PATCH);
    }
    ObjectNode changed = json.deepCopy();
    for (JsonNode change : asked.json()) {
      Optional<Reply> refusal = change(changed, change);
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    json.removeAll();
    json.setAll(changed);
    return new Reply(200, json());
  }

  /** Makes one change, or says why not. */
  private static Optional<Reply> change(ObjectNode image, JsonNode change) {
    String name =
        change.path("path").asString("").substring(1).replace("~1", "/").replace("~0", "~");
    String op = change.path("op").asString("");
    if (name.equals("id")) {
      return Optional.of(fault(403, "Attribute 'id' is read-only."));
    }
    if (name.endsWith("_format") && !image.path("status").asString("").equals("queued")) {
      return Optional.of(
          fault(403, "Attribute " + name + " can be only replaced for a queued image."));
    }
    if (!op.equals("add") && !image.has(name)) {
      return Optional.of(fault(409, "Property " + name + " does not exist."));
    }
    return switch (op) {
      case "add", "replace" -> {
        Optional<Reply> flaw = flaw(name, change.path("value"));
        if (flaw.isEmpty()) {
          image.set(name, change.path("value"));
        }
        yield flaw;
      }
      case "remove" -> {
        boolean own = BASE.contains(name) || READ_ONLY.contains(name);
        if (!own) {
          image.remove(name);
        }
        yield own
            ? Optional.of(fault(403, "Property " + name + " may not be removed."))
            : Optional.empty();
      }
      default -> Optional.of(fault(400, "Invalid operation: `" + op + "`."));
    };
  }

  Reply upload(Asked asked) {
    if (!asked.header("Content-Type").equals(DATA)) {
      return fault(415, "The media type is not " + DATA);
    }
    if (!is("queued")) {
      return fault(
          409, "Image status transition from " + text("status") + " to saving is not allowed");
    }
    store(asked.body());
    return new Reply(204, Map.of());
  }

  Reply download(Asked asked) {
    if (!is("active")) {
      return new Reply(204, Map.of());
    }
    byte[] all = content.orElseThrow();
    Matcher range = RANGE.matcher(asked.header("Range"));
    if (!range.matches()) {
      return new Reply(200, all, Map.of("Content-Type", DATA));
    }
    int from = (int) Math.min(all.length, Long.parseLong(range.group(1)));
    long last = range.group(2).isEmpty() ? all.length : Long.parseLong(range.group(2));
    int end = (int) Math.min(all.length, last + 1);
    if (from >= end) {
      return fault(416, "The Range requested is not available.");
    }
    String part = "bytes " + from + "-" + (end - 1) + "/" + all.length;
    return new Reply(
        206,
        Arrays.copyOfRange(all, from, end),
        Map.of("Content-Type", DATA, "Content-Range", part));
  }

  Reply showMembers() {
    return new Reply(200, Map.of("members", members.stream().map(this::member).toList()));
  }

  Reply share(String project) {
    return members.add(project)
        ? new Reply(200, member(project))
        : fault(409, "Member " + project + " is duplicated for image " + id());
  }

  private Map<String, String> member(String project) {
    return Map.of("member_id", project, "image_id", id(), "status", "pending");
  }

  /** Source: WebOb, exc.py, for those who accept JSON. */
  static Reply fault(int status, String message) {
    return new Reply(
        status, Map.of("message", message + "<br /><br />\n\n\n", "code", status + " Refused"));
  }
}
