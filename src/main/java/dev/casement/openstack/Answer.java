package dev.casement.openstack;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a server answered. */
record Answer(URI from, int status, HttpHeaders headers, String body) {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int LONGEST_REASON = 300;

  static Answer of(HttpRequest request, HttpResponse<String> response) {
    return new Answer(request.uri(), response.statusCode(), response.headers(), response.body());
  }

  boolean isSuccess() {
    return status / 100 == 2;
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The body as a JSON object; anything else is no OpenStack. */
  JsonNode json() {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      // Said below: what it is instead is of no interest.
    }
    throw Troubles.of(
        from + " answered with something that is no JSON object: " + reason(),
        "check that this is the address of an OpenStack service, and what stands before it");
  }

  /** The server's own words, on one line; of a page of HTML only the text. */
  String reason() {
    String text = body;
    if (text.stripLeading().startsWith("{")) {
      text = messageOf(text);
    }
    String line =
        text.replaceAll("(?s)<(script|style).*?</\\1>", " ")
            .replaceAll("<[^>]{0,300}>", " ")
            .replaceAll("\\s+", " ")
            .strip()
            .replaceFirst("^" + status + " [A-Z][A-Za-z -]*? (?=[A-Z])", "");
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
  }

  private static String messageOf(String text) {
    try {
      return MAPPER.readTree(text).path("error").path("message").asString(text);
    } catch (JacksonException e) {
      return text;
    }
  }
}
