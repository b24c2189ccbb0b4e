package dev.casement.openstack;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Changes of an image, as entries of a JSON patch.
 *
 * <p>Source: Image API v2, "Update image": {@code add} sets a value whether or not there is one.
 */
final class Changes {
  private Changes() {}

  static Map<String, Object> set(String name, Object value) {
    String pointer = name.replace("~", "~0").replace("/", "~1");
    return Map.of("op", "add", "path", "/" + pointer, "value", value);
  }

  static String names(List<Map<String, Object>> changes) {
    return changes.stream()
        .map(change -> String.valueOf(change.get("path")).substring(1))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
