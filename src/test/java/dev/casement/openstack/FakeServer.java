package dev.casement.openstack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server on 127.0.0.1 that gives the answers it was told to, in order, and a token in between.
 */
public final class FakeServer implements AutoCloseable {
  /** An answer; a header is left out when its name is empty. */
  record Reply(int status, String header, String value, String body) {
    static Reply of(int status, String body) {
      return new Reply(status, "", "", body);
    }
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Deque<Reply> replies = new ArrayDeque<>();

  /** Method, path and query of every request that asked for something else than a token. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** The tokens that came with them. */
  final List<String> tokens = new CopyOnWriteArrayList<>();

  /** The bodies that came with them. */
  public final List<String> bodies = new CopyOnWriteArrayList<>();

  /** How long its tokens are good for. */
  volatile Duration life = Duration.ofHours(1);

  /** Where its catalogue says that images are; empty: here. */
  volatile String images = "";

  /** What is answered to a log-in in place of a token. */
  volatile Optional<Reply> logIn = Optional.empty();

  /** Whether it takes data at less than a megabyte a second. */
  public volatile boolean slowly;

  /** How data that it took slowly broke off; what is to be deleted waits for it. */
  public final CompletableFuture<IOException> broken = new CompletableFuture<>();

  final AtomicInteger logIns = new AtomicInteger();

  /** What came with any request for a proxy to see. */
  final List<String> proxyCredentials = new CopyOnWriteArrayList<>();

  public FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(executor);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public FakeServer then(int status, String body) {
    replies.add(Reply.of(status, body));
    return this;
  }

  public FakeServer then(int status, String header, String value) {
    replies.add(new Reply(status, header, value, ""));
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange, new String(body(exchange), StandardCharsets.UTF_8));
    }
  }

  private byte[] body(HttpExchange exchange) throws IOException {
    if (slowly && exchange.getRequestMethod().equals("DELETE")) {
      broken.completeOnTimeout(new IOException("never"), 5, TimeUnit.SECONDS).join();
    }
    if (!slowly || !exchange.getRequestMethod().equals("PUT")) {
      return exchange.getRequestBody().readAllBytes();
    }
    try {
      while (exchange.getRequestBody().readNBytes(16 << 10).length > 0) {
        Thread.sleep(20);
      }
      return new byte[0];
    } catch (IOException e) {
      broken.complete(e);
      throw e;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private synchronized void answer(HttpExchange exchange, String text) throws IOException {
    proxyCredentials.addAll(
        exchange.getRequestHeaders().getOrDefault("Proxy-Authorization", List.of()));
    Reply reply;
    if (exchange.getRequestURI().getPath().equals("/v3/auth/tokens")) {
      logIns.incrementAndGet();
      reply = logIn.orElseGet(() -> new Reply(201, "X-Subject-Token", "fake-token", token()));
    } else {
      bodies.add(text);
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      tokens.addAll(exchange.getRequestHeaders().getOrDefault("X-Auth-Token", List.of()));
      reply = replies.isEmpty() ? Reply.of(500, "no more replies") : replies.poll();
    }
    if (!reply.header().isEmpty()) {
      exchange.getResponseHeaders().add(reply.header(), reply.value());
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private String token() {
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of(
                "token",
                Map.of(
                    "expires_at",
                    Instant.now().plus(life).toString(),
                    "user",
                    Map.of("name", "u"),
                    "project",
                    Map.of("id", "p", "name", "p"),
                    "roles",
                    List.of(Map.of("name", "member")),
                    "catalog",
                    List.of(
                        Map.of(
                            "type",
                            "image",
                            "endpoints",
                            List.of(
                                Map.of(
                                    "interface", "public",
                                    "region_id", "R",
                                    "url", images.isEmpty() ? address().toString() : images)))))));
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
