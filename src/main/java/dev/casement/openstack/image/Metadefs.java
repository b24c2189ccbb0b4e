package dev.casement.openstack.image;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A namespace of a cloud's metadata definitions, which describe image properties and their values.
 * The cloud does not enforce them, and they are often outdated.
 *
 * <p>Source: Image API v2, "Metadata definition namespaces".
 *
 * @param name such as {@code OS::Compute::LibvirtImage}
 * @param properties a JSON Schema for each name, which includes the prefix used on images
 */
public record Metadefs(String name, JsonNode properties) {
  /** The properties of an image that contradict these definitions, a sentence each. */
  public List<String> objections(Map<String, String> image) {
    List<String> objections = new ArrayList<>();
    new TreeMap<>(image)
        .forEach(
            (property, value) ->
                objection(properties.path(property), value)
                    .map(
                        rule ->
                            "%s is \"%s\", but this cloud's definitions (%s) say %s"
                                .formatted(property, value, name, rule))
                    .ifPresent(objections::add));
    return objections;
  }

  private static Optional<String> objection(JsonNode rule, String value) {
    List<String> allowed = new ArrayList<>();
    rule.path("enum").forEach(each -> allowed.add(each.asString("")));
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      return Optional.of("one of " + String.join(", ", allowed));
    }
    return rule.path("type").asString("").equals("integer")
        ? outside(rule, value)
        : Optional.empty();
  }

  private static Optional<String> outside(JsonNode rule, String value) {
    if (!value.matches("-?[0-9]{1,18}")) {
      return Optional.of("a whole number");
    }
    BigDecimal number = new BigDecimal(value);
    if (rule.path("minimum").isNumber()
        && number.compareTo(rule.path("minimum").decimalValue()) < 0) {
      return Optional.of("at least " + rule.path("minimum"));
    }
    boolean over =
        rule.path("maximum").isNumber()
            && number.compareTo(rule.path("maximum").decimalValue()) > 0;
    return over ? Optional.of("at most " + rule.path("maximum")) : Optional.empty();
  }
}
