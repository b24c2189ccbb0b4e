package dev.casement.cli.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Debian's Chromium without a window and with one page, steered through the DevTools protocol
 * (https://chromedevtools.github.io/devtools-protocol/).
 */
final class Chromium implements AutoCloseable {
  /** On a host with much else to do, Chromium takes a minute for its first page. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Answers answers = new Answers();
  private final AtomicInteger calls = new AtomicInteger();
  private final WebSocket socket;

  /**
   * @param profile a directory of its own
   */
  Chromium(Path profile) throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                "chromium",
                "--headless",
                // Tests may run as root, for whom Chromium has no sandbox.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--window-size=1280,1000",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    URI browser = debugger(process.inputReader());
    JsonNode tab =
        JsonMapper.shared()
            .readTree(
                client
                    .send(
                        HttpRequest.newBuilder(
                                URI.create("http://" + browser.getAuthority() + "/json/new"))
                            .PUT(HttpRequest.BodyPublishers.noBody())
                            .build(),
                        BodyHandlers.ofString())
                    .body());
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(tab.path("webSocketDebuggerUrl").asString()), answers)
            .join();
    call("Page.enable", Map.of());
  }

  private static URI debugger(BufferedReader output) throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith("DevTools listening on ")) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("Chromium has ended");
    }
    // Nobody else reads what it has to say.
    Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
    return URI.create(line.substring("DevTools listening on ".length()));
  }

  JsonNode call(String method, Map<String, Object> parameters) {
    int id = calls.incrementAndGet();
    CompletableFuture<JsonNode> answer = answers.expect(id);
    socket
        .sendText(
            JsonMapper.shared()
                .writeValueAsString(Map.of("id", id, "method", method, "params", parameters)),
            true)
        .join();
    JsonNode message = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (message.has("error")) {
      throw new AssertionError(method + ": " + message);
    }
    return message.path("result");
  }

  void open(String url) {
    call("Page.navigate", Map.of("url", url));
  }

  /** The value of an expression as text, of a promise when it is kept. */
  String value(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result);
    }
    return result.path("result").path("value").asString("");
  }

  /** Waits until an expression is true; as long as an element of it is missing, it is not. */
  void await(String condition) throws InterruptedException {
    String holds = "(() => { try { return String(Boolean(" + condition + ")) } catch { } })()";
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!value(holds).equals("true")) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "never true: " + condition + "\n" + value("document.documentElement.outerHTML"));
      }
      Thread.sleep(100);
    }
  }

  void colours(String scheme) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", new Object[] {Map.of("name", "prefers-color-scheme", "value", scheme)}));
  }

  void press(String key) {
    for (String type : new String[] {"keyDown", "keyUp"}) {
      call(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", 9));
    }
  }

  void screenshot(Path png) throws IOException {
    String data = call("Page.captureScreenshot", Map.of()).path("data").asString();
    Files.write(png, Base64.getDecoder().decode(data));
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }

  private static final class Answers implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();
    private final Map<Integer, CompletableFuture<JsonNode>> expected = new ConcurrentHashMap<>();

    CompletableFuture<JsonNode> expect(int id) {
      CompletableFuture<JsonNode> answer = new CompletableFuture<>();
      expected.put(id, answer);
      return answer;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        JsonNode whole = JsonMapper.shared().readTree(message.toString());
        message.setLength(0);
        CompletableFuture<JsonNode> answer = expected.remove(whole.path("id").asInt(-1));
        if (answer != null) {
          answer.complete(whole);
        }
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }
}
