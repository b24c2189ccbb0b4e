package dev.casement.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks at the live page of a build as soon as the build says where it is, until it ends. */
final class PageVisitor {
  private static final Pattern ADDRESS = Pattern.compile("live page: (http://\\S+/)\n");

  private final CompletableFuture<String> events = new CompletableFuture<>();
  private final CompletableFuture<byte[]> screen = new CompletableFuture<>();
  private final CompletableFuture<JsonNode> activity = new CompletableFuture<>();

  /** All that was sent to the page, when the build has ended. */
  String events() {
    return seen(events);
  }

  /** The first screen of a machine, a PNG. */
  byte[] screen() {
    return seen(screen);
  }

  /** The first figures of a machine. */
  JsonNode activity() {
    return seen(activity);
  }

  private static <T> T seen(CompletableFuture<T> page) {
    return page.orTimeout(1, TimeUnit.MINUTES).join();
  }

  /** Reads the address from what is written here; passes all of it on. */
  OutputStream reading(OutputStream next) {
    return new FilterOutputStream(next) {
      private final StringBuilder text = new StringBuilder();
      private boolean visiting;

      @Override
      public void write(int part) throws IOException {
        next.write(part);
        text.append((char) part);
        Matcher address = ADDRESS.matcher(text);
        if (!visiting && address.find()) {
          visiting = true;
          visit(URI.create(address.group(1)));
        }
      }
    };
  }

  private void visit(URI page) {
    HttpClient client = HttpClient.newHttpClient();
    Thread.ofPlatform().daemon().start(() -> listen(client, page));
    Thread.ofPlatform().daemon().start(() -> look(client, page));
  }

  private void listen(HttpClient client, URI page) {
    try {
      events.complete(
          client
              .send(get(page.resolve("events")), BodyHandlers.ofString(StandardCharsets.UTF_8))
              .body());
    } catch (IOException | InterruptedException e) {
      events.completeExceptionally(e);
    }
  }

  private void look(HttpClient client, URI page) {
    try {
      while (!events.isDone() && !(screen.isDone() && activity.isDone())) {
        HttpResponse<byte[]> image =
            client.send(get(page.resolve("screen/")), BodyHandlers.ofByteArray());
        if (image.statusCode() == 200) {
          screen.complete(image.body());
        }
        HttpResponse<String> figures =
            client.send(get(page.resolve("activity/")), BodyHandlers.ofString());
        JsonNode samples =
            JsonMapper.shared().readTree(figures.statusCode() == 200 ? figures.body() : "[]");
        if (!samples.isEmpty()) {
          activity.complete(samples);
        }
        Thread.sleep(1000);
      }
    } catch (IOException | InterruptedException e) {
      // Whoever asks what was seen finds that there is nothing.
    }
  }

  private static HttpRequest get(URI page) {
    return HttpRequest.newBuilder(page).build();
  }
}
