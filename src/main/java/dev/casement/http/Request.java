package dev.casement.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request to a server.
 *
 * @param method such as {@code GET}
 * @param limit time limit for the answer; empty for an upload of unpredictable duration
 */
public record Request(
    String method, URI uri, Map<String, String> headers, Body body, Optional<Duration> limit) {
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** The body of a request. */
  public sealed interface Body {
    /** No body. */
    record None() implements Body {}

    record Text(String text) implements Body {}
  }

  public Request {
    headers = Map.copyOf(headers);
  }

  public static Request get(URI uri) {
    return withoutBody("GET", uri);
  }

  public static Request delete(URI uri) {
    return withoutBody("DELETE", uri);
  }

  private static Request withoutBody(String method, URI uri) {
    return new Request(
        method, uri, Map.of("Accept", "application/json"), new Body.None(), Optional.of(ANSWER));
  }

  /**
   * A request that carries a JSON document.
   *
   * @param type the document's media type
   */
  public static Request json(String method, URI uri, String type, Object document) {
    return new Request(
        method,
        uri,
        Map.of("Accept", "application/json", "Content-Type", type),
        new Body.Text(JsonMapper.shared().writeValueAsString(document)),
        Optional.of(ANSWER));
  }

  /** A PUT of a large body, which is sent with it; without a time limit. */
  public static Request put(URI uri) {
    return new Request(
        "PUT",
        uri,
        Map.of("Content-Type", "application/octet-stream"),
        new Body.None(),
        Optional.empty());
  }

  public Request with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Request(method, uri, more, body, limit);
  }

  public Request within(Duration time) {
    return new Request(method, uri, headers, body, Optional.of(time));
  }

  Request to(URI other) {
    return new Request(method, other, headers, body, limit);
  }

  HttpRequest.Builder builder() {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri).method(method, publisher());
    headers.forEach(builder::header);
    limit.ifPresent(builder::timeout);
    return builder;
  }

  private BodyPublisher publisher() {
    return switch (body) {
      case Body.None() -> BodyPublishers.noBody();
      case Body.Text(String text) -> BodyPublishers.ofString(text);
    };
  }
}
