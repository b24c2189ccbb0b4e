package dev.casement.openstack.publish;

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

  static Map<String, Object> set(String name, Object value) {
    return Map.of("op", "add", "path", pointer(name), "value", value);
  }

  static Map<String, Object> remove(String name) {
    return Map.of("op", "remove", "path", pointer(name));
  }

  private static String pointer(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }

  static String names(List<Map<String, Object>> changes) {
    return changes.stream()
        .map(change -> String.valueOf(change.get("path")).substring(1))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
