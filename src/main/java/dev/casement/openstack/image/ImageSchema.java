package dev.casement.openstack.image;

import dev.casement.report.Failure;
import dev.casement.report.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/**
 * A cloud's schema for image properties, to check them before an upload.
 *
 * <p>Source: Image API v2, "Show image schema"; the schema's properties may have an {@code enum}, a
 * {@code pattern} and a {@code maxLength}.
 */
public final class ImageSchema {
  private final JsonNode known;
  private final boolean othersAllowed;

  private ImageSchema(JsonNode schema) {
    this.known = schema.path("properties");
    JsonNode others = schema.path("additionalProperties");
    this.othersAllowed = !others.isBoolean() || others.asBoolean();
  }

  public static ImageSchema of(JsonNode schema) {
    return new ImageSchema(schema);
  }

  /** Reports all properties that the cloud would refuse, at once. */
  public void check(Map<String, String> properties) {
    Problems problems = new Problems();
    new TreeMap<>(properties)
        .forEach(
            (name, value) -> {
              if (name.startsWith("os_glance")) {
                problems.add(name + " is Glance's own");
              } else if (known.has(name)) {
                check(name, value, known.get(name), problems);
              } else if (!othersAllowed) {
                problems.add(name + " is not among the properties this cloud allows");
              }
            });
    problems.throwIfAny(
        Failure.PUBLISH,
        "this cloud's rules forbid these properties",
        "give another value with --property NAME=VALUE, or leave it out with --property NAME=");
  }

  private static void check(String name, String value, JsonNode rule, Problems problems) {
    List<String> allowed = new ArrayList<>();
    rule.path("enum").forEach(each -> allowed.add(each.asString("")));
    if (rule.path("readOnly").asBoolean(false)) {
      problems.add(name + " cannot be set");
    } else if (!allowed.isEmpty() && !allowed.contains(value)) {
      problems.add(name + " is \"" + value + "\", not one of " + String.join(", ", allowed));
    } else if (rule.has("pattern") && !hasForm(value, rule.path("pattern").asString(""))) {
      problems.add(name + " is \"" + value + "\", not of the form " + rule.path("pattern"));
    } else if (rule.has("maxLength") && value.length() > rule.path("maxLength").asInt()) {
      problems.add(name + " is longer than " + rule.path("maxLength").asInt() + " characters");
    }
  }

  /**
   * Whether a value matches a pattern; true when Java cannot compile it: then the cloud decides.
   */
  private static boolean hasForm(String value, String pattern) {
    try {
      return Pattern.compile(pattern).matcher(value).find();
    } catch (PatternSyntaxException e) {
      return true;
    }
  }
}
