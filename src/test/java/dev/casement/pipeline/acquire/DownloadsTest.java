package dev.casement.pipeline.acquire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.casement.http.ProxyVariables;
import dev.casement.openstack.AskingProxy;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.StageContexts;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host-locale")
class DownloadsTest {
  private final byte[] content = new byte[300_000];
  private final List<Optional<String>> ranges = new ArrayList<>();
  private final StageContexts stage = new StageContexts();
  private HttpServer server;
  private String etag = "\"one\"";
  private int cutAfter = Integer.MAX_VALUE;
  private int status = 200;
  private String location = "";
  private Map<String, String> variables = Map.of();
  private Callable<?> beforeAnswer = () -> true;

  @TempDir Path directory;

  @BeforeEach
  void start() throws IOException {
    new Random(7).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void bringsTheFile() {
    Path file = downloads().fetch(List.of(from()), stage.context());

    assertThat(file).hasBinaryContent(content).hasFileName(Downloads.name(from()));
    assertThat(directory).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void takesTheNextAddressWhereOneDoesNotHaveIt() {
    Download gone = new Download(URI.create(from().url() + "/gone"));

    Path file = downloads().fetch(List.of(gone, from()), stage.context());

    assertThat(file).hasBinaryContent(content).hasFileName(Downloads.name(gone));
    assertThat(stage.events().toString())
        .contains(gone.name() + " cannot be downloaded", "404", "trying the next address");
  }

  @Test
  void takesWhatItHasBroughtBefore() {
    downloads().fetch(List.of(from()), stage.context());
    downloads().fetch(List.of(from()), stage.context());

    assertThat(ranges).hasSize(1);
  }

  @Test
  void goesOnWhereACutConnectionEnded() {
    cutAfter = 100_000;

    Path file = downloads().fetch(List.of(from()), stage.context());

    assertThat(file).hasBinaryContent(content);
    assertThat(ranges).hasSize(2);
    assertThat(ranges.getLast())
        .hasValueSatisfying(range -> assertThat(range).matches("bytes=[1-9]\\d*-"));
  }

  @Test
  void startsAgainWhenTheFileHasChangedMeanwhile() throws IOException {
    Path part = directory.resolve("." + Downloads.name(from()) + ".part");
    Files.write(part, new byte[50_000]);
    Files.writeString(directory.resolve(part.getFileName() + ".validator"), "\"older\"");

    Path file = downloads().fetch(List.of(from()), stage.context());

    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void bringsAnewWhatHadArrivedCompletelyAndWasNeverTaken() throws IOException {
    Path part = directory.resolve("." + Downloads.name(from()) + ".part");
    Files.write(part, content);
    Files.writeString(directory.resolve(part.getFileName() + ".validator"), etag);

    Path file = downloads().fetch(List.of(from()), stage.context());

    assertThat(file).hasBinaryContent(content);
    assertThat(ranges).containsExactly(Optional.of("bytes=300000-"), Optional.empty());
  }

  @Test
  void buildsThatWantOneFileAtTheSameTimeDownloadItOnce() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    beforeAnswer = () -> waiting.await(30, TimeUnit.SECONDS);
    BuildListener listener =
        event -> {
          if (event instanceof BuildEvent.StageProgress progress
              && progress.text().startsWith("waiting for another build")) {
            waiting.countDown();
          }
        };
    Clock clock = Clock.systemUTC();
    Limit limit = Limit.HOST_WORK;
    Callable<Path> fetch =
        () ->
            downloads()
                .fetch(
                    List.of(from()), StageContexts.of("Stage", limit, List.of(), clock, listener));
    try (ExecutorService builds = Executors.newFixedThreadPool(2)) {
      for (Future<Path> file : builds.invokeAll(List.of(fetch, fetch))) {
        assertThat(file.get()).hasBinaryContent(content);
      }
    }
    assertThat(waiting.getCount()).as("who had to wait").isZero();
    assertThat(ranges).hasSize(1);
  }

  @Test
  void goesThroughTheProxyThatTheEnvironmentNames() throws IOException {
    try (AskingProxy proxy = new AskingProxy("me:p@ss")) {
      variables = Map.of("http_proxy", proxy.address("me:p%40ss"));

      assertThat(downloads().fetch(List.of(from()), stage.context())).hasBinaryContent(content);
      assertThat(proxy.passed()).containsExactly("GET " + url() + " HTTP/1.1");
    }
  }

  @Test
  void saysWhenTheProxyLetsNobodyThrough() throws IOException {
    try (AskingProxy proxy = new AskingProxy("me:p@ss")) {
      variables = Map.of("http_proxy", proxy.address("me:wrong"));

      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> downloads().fetch(List.of(from()), stage.context()))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK))
          .withMessageContaining("proxy")
          .withMessageNotContaining("wrong");
    }
  }

  @Test
  void aProxyVariableThatIsNoAddressIsAFailureOfTheNetwork() {
    variables = Map.of("http_proxy", "socks5://127.0.0.1:1");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> downloads().fetch(List.of(from()), stage.context()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK));
  }

  @Test
  void aMissingFileIsNotAskedForTwice() {
    status = 404;

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> downloads().fetch(List.of(from()), stage.context()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK))
        .withMessageContaining("404");
    assertThat(ranges).hasSize(1);
  }

  @Test
  void givesUpAfterSomeTriesAndKeepsNothingUnderTheFinalName() {
    status = 503;

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> downloads().fetch(List.of(from()), stage.context()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK))
        .withMessageContaining("503");
    assertThat(ranges).hasSize(5);
    assertThat(directory.resolve(Downloads.name(from()))).doesNotExist();
  }

  @Test
  void addressesWithOneLastNameDoNotShareAFile() {
    assertThat(name("http://a/x.iso")).isNotEqualTo(name("http://b/x.iso")).endsWith("-x.iso");
  }

  /** Neither as written nor percent-encoded. */
  @Test
  void noAddressNamesAFileOutsideTheDirectory() {
    for (String path :
        List.of("/..", "/a/../../x", "/%2e%2e/x", "/..%2F..%2Fx", "/a%2F..%2F..", "/x%00y")) {
      assertThat(name("http://a" + path)).as(path).matches("[0-9a-f]{12}-[A-Za-z0-9._-]+");
    }
  }

  @Test
  void aQueryIsPartOfAnAddressOnlyWhereThePathNamesNoFile() {
    assertThat(name("http://a/x.iso?sig=1")).isEqualTo(name("http://a/x.iso"));
    assertThat(name("http://a/fwlink/?linkid=1")).isNotEqualTo(name("http://a/fwlink/?linkid=2"));
    assertThat(name("http://a/get.php?id=1")).isNotEqualTo(name("http://a/get.php?id=2"));
    assertThat(new Download(URI.create("http://a/get?token=SECRET")).name())
        .matches("http://a/get\\?[0-9a-f]{12}");
  }

  @Test
  void noMessageShowsTheQuery() {
    status = 503;
    Download from = new Download(URI.create(url() + "?t=SECRET"));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> downloads().fetch(List.of(from), stage.context()))
        .withMessageContaining(url().toString())
        .withMessageNotContaining("SECRET");
    assertThat(stage.events()).isNotEmpty();
    assertThat(stage.events().toString()).doesNotContain("SECRET");
  }

  @Test
  void namesTheProxyThatDoesNotAnswer() {
    variables = Map.of("http_proxy", "http://127.0.0.1:9");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> downloads().fetch(List.of(from()), stage.context()))
        .withMessageContaining("the proxy 127.0.0.1:9 on the way does not answer");
  }

  @Test
  void asksDirectlyWhomNoProxyNames() {
    variables = Map.of("http_proxy", "http://127.0.0.1:9", "no_proxy", "127.0.0.0/8");

    assertThat(downloads().fetch(List.of(from()), stage.context())).hasBinaryContent(content);
  }

  @Test
  void aRedirectToAHostWithAnUnderscoreIsNamed() {
    status = 302;
    location = "http://ctl_vip:1/windows.iso";

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> downloads().fetch(List.of(from()), stage.context()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK))
        .withMessageContaining("underscore");
  }

  private static String name(String address) {
    return Downloads.name(new Download(URI.create(address)));
  }

  private Download from() {
    return new Download(url());
  }

  private Downloads downloads() {
    return new Downloads(
        directory, new ProxyVariables(variables), Duration.ofMillis(1), Duration.ofSeconds(1));
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/media/windows.iso");
  }

  private void awaitTurn() {
    try {
      beforeAnswer.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    Optional<String> range = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
    ranges.add(range);
    if (exchange.getRequestURI().getPath().endsWith("/gone")) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    if (status != 200) {
      if (!location.isEmpty()) {
        exchange.getResponseHeaders().add("Location", location);
      }
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().add("ETag", etag);
    boolean same = etag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
    int from =
        range.isPresent() && same
            ? Integer.parseInt(range.get().replaceAll("bytes=(\\d+)-", "$1"))
            : 0;
    if (from == content.length) {
      exchange.sendResponseHeaders(416, -1);
      exchange.close();
      return;
    }
    awaitTurn();
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest.length);
    try (var body = exchange.getResponseBody()) {
      body.write(rest, 0, Math.min(rest.length, cutAfter));
      body.flush();
    } catch (IOException cut) {
      // What a cut connection is to the server.
    }
    cutAfter = Integer.MAX_VALUE;
    exchange.close();
  }
}
