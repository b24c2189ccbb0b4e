package dev.casement.openstack.image;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Changes of an image, as entries of a JSON patch.
 *
 * <p>Source: Image API v2, "Update image": {@code add} also replaces an existing value.
 */
public final class Changes {
  private Changes() {}

  public static Map<String, Object> set(String name, Object value) {
    return Map.of("op", "add", "path", pointer(name), "value", value);
  }

  public static Map<String, Object> remove(String name) {
    return Map.of("op", "remove", "path", pointer(name));
  }

  static boolean isRemoval(Map<String, Object> change) {
    return "remove".equals(change.get("op"));
  }

  /** The name of what is changed. */
  static String name(Map<String, Object> change) {
    String path = String.valueOf(change.get("path")).substring(1);
    return path.replace("~1", "/").replace("~0", "~");
  }

  /** RFC 6901, 3 and 4. */
  private static String pointer(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }

  public static String names(List<Map<String, Object>> changes) {
    return changes.stream()
        .map(change -> String.valueOf(change.get("path")).substring(1))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
