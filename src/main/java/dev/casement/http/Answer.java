package dev.casement.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server's response. */
public record Answer(URI from, int status, HttpHeaders headers, String body) {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int LONGEST_REASON = 300;

  /** Larger than any error page that states a reason. */
  private static final int LARGEST_PAGE = 16 << 10;

  private static final String HEADING_END = "</h1>";

  static Answer of(Request request, HttpResponse<String> response) {
    return new Answer(request.uri(), response.statusCode(), response.headers(), response.body());
  }

  public boolean isSuccess() {
    return status / 100 == 2;
  }

  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The body, if it is a JSON object. */
  Optional<JsonNode> json() {
    try {
      return Optional.ofNullable(MAPPER.readTree(body)).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /**
   * The reason that the server gives, on one line, without tags and without a title that only
   * repeats the status.
   *
   * <p>Source: keystone/common/render_exception.py ({@code error.message}); WebOb, exc.py, which
   * formats Glance's as JSON, HTML or text; nova/api/openstack/wsgi.py, Fault ({@code message} in
   * an object named after the kind of error, which Cinder and Neutron have, too).
   */
  public String reason() {
    String message = message();
    String text = message.length() > LARGEST_PAGE ? message.substring(0, LARGEST_PAGE) : message;
    String untitled = plain(withoutTitle(text));
    String line = untitled.isEmpty() ? plain(text) : untitled;
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
  }

  private String message() {
    if (body.stripLeading().startsWith("{")) {
      try {
        JsonNode json = MAPPER.readTree(body);
        return Stream.concat(
                Stream.of(json.path("message")),
                json.properties().stream().map(entry -> entry.getValue().path("message")))
            .filter(JsonNode::isString)
            .map(message -> message.asString(""))
            .findFirst()
            .orElse(body);
      } catch (JacksonException e) {
        // Not JSON after all: shown unchanged.
      }
    }
    return body;
  }

  private String withoutTitle(String text) {
    int heading = text.indexOf(HEADING_END);
    if (heading >= 0) {
      return text.substring(heading + HEADING_END.length());
    }
    int blankLine = text.indexOf("\n\n");
    boolean titled = text.stripLeading().startsWith(status + " ") && blankLine >= 0;
    return titled ? text.substring(blankLine) : text;
  }

  private static String plain(String text) {
    return text.replaceAll("(?s)<(script|style).*?</\\1>", " ")
        .replaceAll("<[^>]{0,300}>", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
