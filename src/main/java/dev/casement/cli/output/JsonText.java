package dev.casement.cli.output;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes maps, lists, strings, numbers and booleans as JSON for people and programs, in ASCII only,
 * so that untrusted text cannot move a terminal's cursor or change the writing direction.
 */
public final class JsonText {
  private static final int DELETE = 0x7f;

  private JsonText() {}

  public static String of(Object value) {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writeValueAsString(value)
            .replace(String.valueOf((char) DELETE), "\\u007f")
        + "\n";
  }
}
