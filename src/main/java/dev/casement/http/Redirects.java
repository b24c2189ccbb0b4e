package dev.casement.http;

import dev.casement.report.ShownAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the redirects of a download, each through the proxy for its own address: the JDK's
 * HttpClient asks for the proxy of the first one only.
 */
final class Redirects {
  /** Not 300, with which Glance lists its versions. */
  static final List<Integer> STATUSES = List.of(301, 302, 303, 307, 308);

  private static final int MOST = 10;

  private final HttpClient client;
  private final ProxyVariables proxies;

  /**
   * @param client one that does not follow redirects itself
   */
  Redirects(HttpClient client, ProxyVariables proxies) {
    this.client = client;
    this.proxies = proxies;
  }

  /**
   * The answer of the last server.
   *
   * @param limit for the headers of each answer
   * @throws Transfer.Refused when retrying is pointless
   */
  HttpResponse<InputStream> get(URI from, Duration limit, Map<String, String> headers)
      throws IOException, InterruptedException {
    URI at = from;
    for (int count = 0; ; count++) {
      HttpResponse<InputStream> response = send(at, limit, headers, count > 0);
      Optional<URI> next = target(response);
      if (next.isEmpty()) {
        return response;
      }
      response.body().close();
      Optional<String> flaw = ServerAddress.flawAsWritten(next.get());
      if (flaw.isPresent()) {
        throw new Transfer.Refused(
            "it redirects to " + ShownAddress.of(next.get().toString()) + ": " + flaw.get());
      }
      if (count == MOST) {
        throw new Transfer.Refused("it redirects more than " + MOST + " times");
      }
      if (isSecure(at) && !isSecure(next.get())) {
        throw new Transfer.Refused(
            "it redirects from https to http, at " + host(next.get()) + ", which anybody can fake");
      }
      at = next.get();
    }
  }

  private HttpResponse<InputStream> send(
      URI at, Duration limit, Map<String, String> headers, boolean redirected)
      throws IOException, InterruptedException {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(limit);
      headers.forEach(request::header);
      // The client does not forward this header to the server behind the proxy.
      proxies
          .authorization(at)
          .ifPresent(basic -> request.header("Proxy-Authorization", basic.reveal()));
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      if (!redirected) {
        throw e;
      }
      // Not as its cause, from which others would tell whether the first address was reached.
      IOException named =
          new IOException(
              "it redirects to " + host(at) + ": " + Broken.why(at, proxies.onTheWayTo(at), e));
      named.addSuppressed(e);
      throw named;
    }
  }

  private static Optional<URI> target(HttpResponse<?> response) throws Transfer.Refused {
    Optional<String> location =
        STATUSES.contains(response.statusCode())
            ? response.headers().firstValue("Location")
            : Optional.empty();
    if (location.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(response.uri().resolve(new URI(location.get())));
    } catch (URISyntaxException e) {
      throw new Transfer.Refused("it redirects to something that is not an address", e);
    }
  }

  private static boolean isSecure(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** Without the rest of an address, which may contain a token. */
  private static String host(URI uri) {
    return uri.getScheme() + "://" + uri.getHost();
  }
}
