package dev.casement.cli.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.pipeline.events.EventJson;
import dev.casement.pipeline.markup.Page;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildEvent.BuildFailed;
import dev.casement.report.BuildEvent.BuildFinished;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the live page of one command over HTTP. It can only be read, and only by those who know
 * its address: that ends with a token, new in each run, since other users of this host can connect
 * to its loopback address, too.
 */
final class LivePage implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** How long browsers may take to fetch the report when all builds have ended. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private static final int MOST_STREAMS = 32;

  /** Four for each page: a browser fetches a screen, the activity and a file beside the events. */
  private static final int MOST_CONNECTIONS = 4 * MOST_STREAMS;

  /**
   * How long a connection may take to say what it wants; without a request, up to twice as long.
   */
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data: blob:;"
          // A report that the page has kept is shown under the page's policy.
          + " style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> FILES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "palette.css", "text/css; charset=utf-8",
          "live.css", "text/css; charset=utf-8",
          "live.mjs", "text/javascript; charset=utf-8",
          "build.mjs", "text/javascript; charset=utf-8",
          "machine.mjs", "text/javascript; charset=utf-8");

  private final WebAddress address;
  private final Clock clock;
  private final String token = token();
  private final Journal journal = new Journal();
  private final Map<String, Path> reports = new ConcurrentHashMap<>();
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger reportsRead = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Machines machines;
  private final HttpServer server;

  /**
   * Serves the page until it is closed.
   *
   * @throws BuildException HOST when the address cannot be used
   */
  LivePage(WebAddress address, Clock clock) {
    this.address = address;
    this.clock = clock;
    try {
      InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
      if (socket.isUnresolved()) {
        throw new IOException("unknown host");
      }
      limitConnections();
      this.server = HttpServer.create(socket, 0);
    } catch (IOException e) {
      threads.close();
      throw new BuildException(
          Failure.HOST,
          "the live page cannot be served at %s:%s: %s"
              .formatted(
                  WebAddress.inUrl(address.host()),
                  Integer.toString(address.port()),
                  e.getMessage()),
          "name another address or port after --web, or leave it out",
          e);
    }
    this.machines = new Machines(clock);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Keeps other users of this host from taking up the files that this process may open, for which
   * they need no token. The JDK's server reads these properties once, on first use; an answer, such
   * as a stream of events, may take any time. Source: sun.net.httpserver.ServerConfig of JDK 25.
   */
  private static void limitConnections() {
    setUnlessSet("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    setUnlessSet("sun.net.httpserver.maxReqTime", LONGEST_REQUEST.toSeconds());
  }

  private static void setUnlessSet(String property, long value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Long.toString(value));
    }
  }

  private static String token() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The address with its token. */
  String url() {
    return "http://%s:%s/%s/"
        .formatted(
            WebAddress.inUrl(address.host()),
            Integer.toString(server.getAddress().getPort()),
            token);
  }

  /** Whether only this host can connect. */
  boolean isLocal() {
    return server.getAddress().getAddress().isLoopbackAddress();
  }

  /**
   * A listener that shows the events of a build on the page, after {@code next} has heard them.
   *
   * @param build the key of the build on the page, which may be empty if there is one only
   */
  BuildListener heard(String build, BuildListener next) {
    EventJson json = new EventJson();
    String prefix = "{\"build\":" + JsonMapper.shared().writeValueAsString(build) + ",\"event\":";
    return event -> {
      next.on(event);
      report(event).ifPresent(file -> reports.put(build, file));
      journal.add(prefix + json.write(event) + "}", isProgress(event));
    };
  }

  /** A hypervisor whose machines are shown with this build. */
  Hypervisor watched(String build, Hypervisor hypervisor) {
    return machines.watched(build, hypervisor);
  }

  private static Optional<Path> report(BuildEvent event) {
    return switch (event) {
      case BuildFinished finished -> Optional.of(finished.manifest().resolveSibling("report.html"));
      case BuildFailed failed -> failed.evidence().map(path -> path.resolve("report.html"));
      default -> Optional.empty();
    };
  }

  private static boolean isProgress(BuildEvent event) {
    return event instanceof BuildEvent.StageProgress
        || event instanceof BuildEvent.StepProgress
        || event instanceof BuildEvent.ScreenChanged;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Security-Policy", PAGE_POLICY);
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Cross-Origin-Resource-Policy", "same-origin");
      headers.set("Cache-Control", "no-store");
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (host == null || !address.isMeantBy(host)) {
        headers.set("Connection", "close");
        send(exchange, 403, "Name this host by its address, or as it is named after --web.");
        return;
      }
      // A request for an address such as "mailto:x" has no path.
      String whole = Objects.requireNonNullElse(exchange.getRequestURI().getPath(), "");
      Optional<String> path = behindToken(whole);
      if (path.isEmpty()) {
        headers.set("Connection", "close");
        send(exchange, 404, "The whole address of the page is where Casement was started.");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        headers.set("Allow", "GET");
        send(exchange, 405, "This page can only be read.");
      } else {
        answer(exchange, path.get());
      }
    }
  }

  /** The rest of a path that begins with the token, which is compared in constant time. */
  private Optional<String> behindToken(String path) {
    String[] parts = path.split("/", 3);
    return parts.length == 3
            && MessageDigest.isEqual(
                parts[1].getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))
        ? Optional.of(parts[2])
        : Optional.empty();
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    String file = path.isEmpty() ? "index.html" : path;
    if (FILES.containsKey(file)) {
      send(exchange, Objects.requireNonNull(FILES.get(file)), resource(file));
    } else if (path.equals("events")) {
      stream(exchange);
    } else {
      String build = path.substring(path.indexOf('/') + 1);
      switch (path.substring(0, path.length() - build.length())) {
        case "report/" -> report(exchange, build);
        case "screen/" ->
            machine(exchange, "image/png", machines.of(build).flatMap(MachineView::screen));
        case "activity/" ->
            machine(
                exchange,
                "application/json",
                machines
                    .of(build)
                    .map(machine -> JsonMapper.shared().writeValueAsBytes(machine.activity())));
        default -> send(exchange, 404, "There is nothing here.");
      }
    }
  }

  /** Something of a machine; that there is none at the moment is no error. */
  private static void machine(HttpExchange exchange, String type, Optional<byte[]> body)
      throws IOException {
    if (body.isPresent()) {
      send(exchange, type, body.get());
    } else {
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private static byte[] resource(String file) throws IOException {
    if (file.equals("palette.css")) {
      return Page.palette().getBytes(StandardCharsets.UTF_8);
    }
    try (InputStream in = Objects.requireNonNull(LivePage.class.getResourceAsStream(file))) {
      return in.readAllBytes();
    }
  }

  private void report(HttpExchange exchange, String build) throws IOException {
    Path file = reports.get(build);
    if (file == null || !Files.isRegularFile(file)) {
      send(exchange, 404, "There is no report.");
      return;
    }
    send(exchange, Objects.requireNonNull(FILES.get("index.html")), Files.readAllBytes(file));
    reportsRead.incrementAndGet();
  }

  /** Sends all events after the one that the browser has heard last, and those to come. */
  private void stream(HttpExchange exchange) throws IOException {
    if (streams.incrementAndGet() > MOST_STREAMS) {
      streams.decrementAndGet();
      send(exchange, 503, "Too many pages are open.");
      return;
    }
    try (OutputStream out = begin(exchange)) {
      long last = lastHeard(exchange);
      write(out, "retry: 1000\nevent: now\ndata: " + clock.instant() + "\n\n");
      while (true) {
        Journal.News news = journal.after(last, HEARTBEAT);
        StringBuilder text = new StringBuilder();
        for (Journal.Entry entry : news.entries()) {
          text.append("id: ").append(entry.id()).append("\ndata: ").append(entry.data());
          text.append("\n\n");
          last = entry.id();
        }
        if (news.over()) {
          write(out, text + "event: end\ndata: \n\n");
          return;
        }
        // A comment shows whether the browser is still there.
        write(out, text.isEmpty() ? ":\n\n" : text.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.decrementAndGet();
    }
  }

  private static OutputStream begin(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static long lastHeard(HttpExchange exchange) {
    String id = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    return id != null && id.matches("[0-9]{1,18}") ? Long.parseLong(id) : 0;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    send(exchange, status, "text/plain; charset=utf-8", body);
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    send(exchange, 200, type, body);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    // Closed here, since HttpExchange.close() says nothing of a client that has gone, whose
    // connection the server would then count as an open one for ever.
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Tells browsers that all has been said, and gives them time to fetch the reports. */
  @Override
  public void close() {
    int expected = streams.get() * reports.size();
    journal.end();
    long end = System.nanoTime() + FAREWELL.toNanos();
    try {
      while ((streams.get() > 0 || reportsRead.get() < expected) && System.nanoTime() < end) {
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdownNow();
    machines.close();
  }
}
