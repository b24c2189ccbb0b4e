package dev.casement.http;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.ShownAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import tools.jackson.databind.JsonNode;

/**
 * Sends requests with the cloud's TLS settings, through the proxy that the environment names, and
 * retries where that is safe.
 *
 * <p>Never follows a redirect to another server, so that no token leaks there.
 */
public final class Web implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);

  /** Larger than any answer of Keystone or Glance; a whole catalogue is some 100 KiB. */
  static final int LARGEST_ANSWER = 4 << 20;

  private static final int MOST_REDIRECTS = 3;

  private static final List<Integer> PASSING = List.of(429, 500, 502, 503, 504);

  private final HttpClient client;
  private final BodySender uploads;
  private final ProxyVariables proxies;
  private final Patience patience;
  private final Clock clock;
  private final Failure category;

  /** The hosts that have answered. */
  private final Set<String> reached = ConcurrentHashMap.newKeySet();

  /**
   * How often to try, and how long to wait in between, when a server has trouble.
   *
   * @param tries at least one
   * @param firstPause doubled after each try
   * @param longestPause even if the server asks for a longer one
   */
  public record Patience(int tries, Duration firstPause, Duration longestPause) {
    public static final Patience USUAL =
        new Patience(6, Duration.ofSeconds(1), Duration.ofMinutes(2));
  }

  /**
   * @param environment for the proxy variables
   * @param category of failures to reach a server
   */
  public Web(
      Tls tls, Map<String, String> environment, Patience patience, Clock clock, Failure category) {
    this.category = category;
    this.proxies = new ProxyVariables(environment);
    SSLContext context = sslContext(tls);
    this.uploads = new BodySender(context, proxies, CONNECT, category);
    this.client =
        HttpClient.newBuilder()
            // The services use HTTP/1.1; asking for 2 over plain HTTP would send a needless
            // upgrade.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .proxy(proxies)
            .sslContext(context)
            .build();
    this.patience = patience;
    this.clock = clock;
  }

  private SSLContext sslContext(Tls tls) {
    try {
      return Trust.context(tls);
    } catch (GeneralSecurityException | IOException e) {
      throw failure(
          "TLS cannot be set up: " + e.getMessage(),
          "check the files that cacert, cert and key name",
          e);
    }
  }

  public Patience patience() {
    return patience;
  }

  /** Sends an idempotent request, and retries until an answer arrives or the tries are used up. */
  public Answer sendSafely(Request request) {
    return sendSafely(request, patience);
  }

  /** As {@link #sendSafely(Request)}, with these limits. */
  public Answer sendSafely(Request request, Patience patience) {
    return sendSafely(request, patience, text());
  }

  /**
   * A range of the bytes at an address.
   *
   * @param bytes empty unless the answer's status is 206
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Part(Answer answer, byte[] bytes) {}

  /**
   * Requests a range of the bytes at an address; RFC 9110, 14.
   *
   * @param length at least 1
   */
  public Part sendForPart(Request request, long from, int length) {
    AtomicReference<byte[]> received = new AtomicReference<>(new byte[0]);
    HttpResponse.BodyHandler<String> handler =
        info ->
            switch (info.statusCode()) {
              case 200 -> new Untaken();
              case 206 ->
                  BodySubscribers.mapping(
                      BodySubscribers.limiting(BodySubscribers.ofByteArray(), length),
                      bytes -> {
                        received.set(bytes);
                        return "";
                      });
              default -> text().apply(info);
            };
    String range = "bytes=" + from + "-" + (from + length - 1);
    Answer answer = sendSafely(request.with("Range", range), patience, handler);
    return new Part(answer, received.get());
  }

  private Answer sendSafely(
      Request request, Patience patience, HttpResponse.BodyHandler<String> body) {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= patience.tries();
      try {
        Answer answer = follow(request, body);
        if (last || !isPassing(answer)) {
          return answer;
        }
        pause(pause(patience, attempt - 1, Optional.of(answer)));
      } catch (IOException e) {
        if (last || isFinal(request.uri(), e)) {
          throw unreachable(request.uri(), e);
        }
        pause(pause(patience, attempt - 1, Optional.empty()));
      }
    }
  }

  /** Sends a request once, without retrying. */
  private Answer sendOnce(Request request, HttpResponse.BodyHandler<String> body)
      throws IOException {
    try {
      Answer answer = Answer.of(request, WholeAnswer.of(client, withProxy(request), body));
      reached.add(String.valueOf(request.uri().getHost()));
      return answer;
    } catch (InterruptedException e) {
      throw stopped();
    }
  }

  /**
   * Sends a request once, for a body of any size.
   *
   * @throws IOException when no answer arrives
   */
  public Body open(Request request) throws IOException {
    try {
      HttpResponse<InputStream> response =
          client.send(withProxy(request), BodyHandlers.ofInputStream());
      long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      return new Body(response.statusCode(), length, response.body());
    } catch (InterruptedException e) {
      throw stopped();
    }
  }

  /**
   * Sends a large body in the background; the future completes with the answer or an {@link
   * IOException}, and breaks off if it is cancelled.
   */
  public CompletableFuture<Answer> upload(Request request, LargeBody body) {
    return uploads.send(request, body);
  }

  /**
   * Adds the credentials for the proxy, if there are any; the client does not send them to the
   * server.
   */
  private HttpRequest withProxy(Request request) {
    HttpRequest.Builder builder = request.builder();
    try {
      proxies
          .authorization(request.uri())
          .ifPresent(basic -> builder.header("Proxy-Authorization", basic.reveal()));
    } catch (BuildException e) {
      throw failure(e.what(), e.remedy(), e);
    }
    return builder.build();
  }

  /**
   * How long to wait before the next try: the server's Retry-After, else twice the previous pause.
   *
   * @param doublings how often the first pause has been doubled so far
   */
  public Duration pauseBefore(int doublings, Optional<Answer> answer) {
    return pause(patience, doublings, answer);
  }

  private Duration pause(Patience patience, int doublings, Optional<Answer> answer) {
    Duration pause =
        answer
            .flatMap(this::retryAfter)
            .orElseGet(() -> patience.firstPause().multipliedBy(1L << Math.min(doublings, 10)));
    Duration longest = patience.longestPause();
    return pause.compareTo(longest) > 0 ? longest : pause;
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST_ANSWER);
  }

  private Answer follow(Request request, HttpResponse.BodyHandler<String> body) throws IOException {
    Request next = request;
    for (int count = 0; ; count++) {
      Answer answer = sendOnce(next, body);
      if (answer.status() == 407) {
        throw ProxyVariables.rejected(next.uri(), category);
      }
      Optional<URI> location = redirect(answer);
      if (location.isEmpty()) {
        return answer;
      }
      Optional<String> flaw = ServerAddress.flawAsWritten(location.get());
      boolean elsewhere = !ServerAddress.isSame(next.uri(), location.get());
      if (flaw.isPresent() || elsewhere || count == MOST_REDIRECTS) {
        throw failure(
            "%s redirects to \"%s\"%s"
                .formatted(
                    answer.from(),
                    ShownAddress.of(location.get().toString()),
                    flaw.map(why -> ": " + why)
                        .orElse(elsewhere ? ", where the token must not go" : " once too often")),
            "write the right address into clouds.yaml or the catalogue");
      }
      next = request.to(location.get());
    }
  }

  private Optional<URI> redirect(Answer answer) {
    return Redirects.STATUSES.contains(answer.status())
        ? answer.header("Location").map(to -> answer.from().resolve(address(to, "a redirect")))
        : Optional.empty();
  }

  /**
   * Parses an address from a server.
   *
   * @param what the address is of, for the error message
   */
  public URI address(String text, String what) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw failure(
          "the server gave " + what + " that is not an address: " + ShownAddress.of(text),
          "check for a proxy or gateway in between",
          e);
    }
  }

  /**
   * The answer's body as a JSON object.
   *
   * @throws BuildException when it is anything else
   */
  public JsonNode json(Answer answer) {
    return answer
        .json()
        .orElseThrow(
            () ->
                failure(
                    answer.from()
                        + " answered with something other than a JSON object: "
                        + answer.reason(),
                    "check that this is the address of an OpenStack service, and for a proxy or"
                        + " gateway in between"));
  }

  private BuildException unreachable(URI uri, IOException e) {
    String remedy =
        Broken.isUntrusted(e)
            ? Broken.remedyForUntrusted(e)
            : e instanceof SSLException
                ? "check scheme and port of the address; check cert and key if the server requires"
                    + " a client certificate"
                : proxies.onTheWayTo(uri).isPresent() && ProxyVariables.isUnreached(e)
                    ? "correct http_proxy and https_proxy, or name the server in no_proxy"
                    : "check the address, the network and the proxy variables, then try again";
    return failure(trouble(uri, e), remedy, e);
  }

  /** The cause of a failure to reach a server, a clause. */
  public String trouble(URI uri, IOException e) {
    return Broken.why(uri, proxies.onTheWayTo(uri), e);
  }

  /**
   * Whether retrying is pointless. Even the name of a server that has answered before may fail to
   * resolve for a moment, which must not end a long upload.
   */
  private boolean isFinal(URI uri, IOException e) {
    return Broken.isUntrusted(e)
        || (Broken.isUnresolved(e) && !reached.contains(String.valueOf(uri.getHost())));
  }

  /** The pause from Retry-After, in seconds or as a date; RFC 9110, 10.2.3. */
  private Optional<Duration> retryAfter(Answer answer) {
    return answer
        .header("Retry-After")
        .flatMap(
            text -> {
              try {
                Duration wait =
                    text.matches("\\d{1,6}")
                        ? Duration.ofSeconds(Long.parseLong(text))
                        : Duration.between(
                            clock.instant(),
                            Instant.from(
                                ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)));
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }

  public static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw stopped();
    }
  }

  public static boolean isPassing(Answer answer) {
    return PASSING.contains(answer.status());
  }

  private static BuildException stopped() {
    Thread.currentThread().interrupt();
    return BuildException.cancelled();
  }

  private BuildException failure(String what, String remedy) {
    return new BuildException(category, what, remedy);
  }

  private BuildException failure(String what, String remedy, Throwable cause) {
    return new BuildException(category, what, remedy, cause);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
