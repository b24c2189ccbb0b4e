package dev.casement.cli;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes maps, lists, strings, numbers and booleans as JSON for people and programs. */
final class JsonText {
  private JsonText() {}

  static String of(Object value) {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(value)
        + "\n";
  }
}
