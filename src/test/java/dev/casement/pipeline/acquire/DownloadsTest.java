package dev.casement.pipeline.acquire;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import dev.casement.units.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("host-locale")
class DownloadsTest {
  private final byte[] content = new byte[300_000];
  private final Map<String, byte[]> others = new HashMap<>();
  private final List<Optional<String>> ranges = new ArrayList<>();
  private final StageContexts stage = new StageContexts();
  private HttpServer server;
  private long claimedSize = -1;
  private String etag = "\"one\"";
  private int cutAfter = Integer.MAX_VALUE;
  private int status = 200;
  private String location = "";
  private Map<String, String> variables = Map.of();
  private Callable<?> beforeAnswer = () -> true;
  private Duration patience = Duration.ofSeconds(1);

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
    Path file = fetch(from());

    assertThat(file).hasBinaryContent(content).hasFileName(Downloads.name(from()));
    assertThat(directory).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void takesTheNextAddressWhereOneDoesNotHaveIt() {
    Download gone = at("gone");
    others.put("/media/gone", new byte[0]);

    Path file = fetch(gone, from());

    assertThat(file).hasBinaryContent(content).hasFileName(Downloads.name(gone));
    assertThat(stage.events().toString())
        .contains(gone.name() + " cannot be downloaded", "404", "trying the next address");
  }

  /** What portals and logins answer, whatever was asked for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html>Log in</html>",
        "\u00ef\u00bb\u00bf\r\n\t <HTML><head>",
        "<script>location.href='/portal'</script>",
        "<!-- portal -->\n<html>",
        "\u00ff\u00fe<\0h\0t\0m\0l\0>\0",
      })
  void aWebPageIsNotTheFileAndNothingOfItIsKept(String page) {
    others.put("/media/page.iso", page.getBytes(StandardCharsets.ISO_8859_1));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(at("page.iso")))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK))
        .satisfies(e -> assertThat(e.remedy()).doesNotContain("is kept"))
        .withMessageContaining("a web page instead of the file (text/html; charset=utf-8)");
    assertThat(directory)
        .isDirectoryNotContaining("glob:**/[!.]*page.iso")
        .isDirectoryNotContaining("glob:**.{part,validator}");

    assertThat(fetch(at("page.iso"), from())).hasBinaryContent(content);
    assertThat(stage.events().toString()).contains("a web page instead", "trying the next address");
  }

  @Test
  void whatTheServerCallsTheFileDoesNotMatter() {
    others.put("/media/own.iso", content);
    others.put("/media/own.vdi", "<<< Oracle VM VirtualBox Disk Image >>>\n".getBytes(US_ASCII));

    assertThat(fetch(at("own.iso"))).hasBinaryContent(content);
    assertThat(fetch(at("own.vdi"))).content().startsWith("<<< Oracle");
  }

  /** The page has another validator, with which nothing of the file could be resumed. */
  @Test
  void aWebPageDoesNotReplaceWhatHasArrivedOfTheFile() throws IOException {
    Path part = directory.resolve("." + Downloads.name(from()) + ".part");
    Files.write(part, Arrays.copyOf(content, 100_000));
    Files.writeString(directory.resolve(part.getFileName() + ".validator"), etag);
    others.put("/media/windows.iso", "<html>".getBytes(US_ASCII));
    assertThatExceptionOfType(BuildException.class).isThrownBy(() -> fetch(from()));

    others.clear();

    assertThat(fetch(from())).hasBinaryContent(content);
    assertThat(ranges.getLast()).contains("bytes=100000-");
  }

  @Test
  void aWebPageThatAnEarlierVersionKeptIsReplaced() throws IOException {
    Files.writeString(directory.resolve(Downloads.name(from())), "<!doctype html>");

    assertThat(fetch(from())).hasBinaryContent(content);
  }

  @Test
  void takesTheNextAddressWhereOneHasAnotherFile() {
    others.put("/media/old.iso", "old".getBytes(US_ASCII));
    Sha256 digest = Sha256.of(Sha256.digest().digest(content));

    Path file = fetch(OptionalLong.empty(), Optional.of(digest), at("old.iso"), from());

    assertThat(file).hasBinaryContent(content).hasFileName(Downloads.name(at("old.iso")));
    assertThat(new DigestCache(directory.resolve("digests.json")).known(file)).contains(digest);
    assertThat(stage.events().toString())
        .contains(at("old.iso").name() + " cannot be downloaded: the file has SHA-256 ")
        .contains("but the catalogue says " + digest, "trying the next address");
  }

  @Test
  void namesAllAddressesIfNoneHasTheFile() {
    others.put("/media/old.iso", "old".getBytes(US_ASCII));
    others.put("/media/gone", new byte[0]);
    Sha256 digest = Sha256.of(Sha256.digest().digest(content));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(
            () -> fetch(OptionalLong.empty(), Optional.of(digest), at("gone"), at("old.iso")))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK))
        .withMessageContaining("none of the 2 addresses has the file:")
        .withMessageContaining(at("gone").name() + ": the server answered 404")
        .withMessageContaining(at("old.iso").name() + ": the file has SHA-256 ");
    assertThat(directory).isDirectoryNotContaining("glob:**gone");
    assertThat(directory).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void aFileOfAnotherSizeIsRefusedBeforeItIsDownloaded() {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(OptionalLong.of(300_001), Optional.empty(), from()))
        .withMessageContaining("the file has 300000 bytes, but the catalogue says 300001");
    assertThat(directory).isDirectoryNotContaining("glob:**.part*");
    assertThat(fetch(OptionalLong.of(300_000), Optional.empty(), from())).exists();
  }

  /** The server does not say the size in advance. */
  @Test
  void aFileOfAnotherSizeIsRefusedWhenItHasArrived() {
    others.put("/media/old.iso", "old".getBytes(US_ASCII));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(OptionalLong.of(4), Optional.empty(), at("old.iso")))
        .withMessageContaining("the file has 3 bytes, but the catalogue says 4");
    assertThat(directory).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void aFileForWhichThereIsNoRoomIsNotDownloaded() {
    claimedSize = 1L << 60;

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(from()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.HOST))
        .satisfies(e -> assertThat(e.remedy()).contains("--work-dir"))
        .withMessageContaining("the download of " + from().name() + " needs about ");
    assertThat(directory).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void takesWhatItHasBroughtBefore() {
    fetch(from());
    fetch(from());

    assertThat(ranges).hasSize(1);
  }

  @Test
  void goesOnWhereACutConnectionEnded() {
    cutAfter = 100_000;

    Path file = fetch(from());

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

    Path file = fetch(from());

    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void bringsAnewWhatHadArrivedCompletelyAndWasNeverTaken() throws IOException {
    Path part = directory.resolve("." + Downloads.name(from()) + ".part");
    Files.write(part, content);
    Files.writeString(directory.resolve(part.getFileName() + ".validator"), etag);

    Path file = fetch(from());

    assertThat(file).hasBinaryContent(content);
    assertThat(ranges).containsExactly(Optional.of("bytes=300000-"), Optional.empty());
  }

  @Test
  void buildsThatWantOneFileAtTheSameTimeDownloadItOnce() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    patience = Duration.ofMinutes(1);
    beforeAnswer = () -> waiting.await(5, TimeUnit.MINUTES);
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
                    remote(from()), StageContexts.of("Stage", limit, List.of(), clock, listener));
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

      assertThat(fetch(from())).hasBinaryContent(content);
      assertThat(proxy.passed()).containsExactly("GET " + url() + " HTTP/1.1");
    }
  }

  @Test
  void saysWhenTheProxyLetsNobodyThrough() throws IOException {
    try (AskingProxy proxy = new AskingProxy("me:p@ss")) {
      variables = Map.of("http_proxy", proxy.address("me:wrong"));

      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> fetch(from()))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK))
          .withMessageContaining("proxy")
          .withMessageNotContaining("wrong");
    }
  }

  @Test
  void aProxyVariableThatIsNoAddressIsAFailureOfTheNetwork() {
    variables = Map.of("http_proxy", "socks5://127.0.0.1:1");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(from()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK));
  }

  @Test
  void aMissingFileIsNotAskedForTwice() {
    status = 404;

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(from()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK))
        .withMessageContaining("404");
    assertThat(ranges).hasSize(1);
  }

  @Test
  void givesUpAfterSomeTriesAndKeepsNothingUnderTheFinalName() {
    status = 503;

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(from()))
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
        .isThrownBy(() -> fetch(from))
        .withMessageContaining(url().toString())
        .withMessageNotContaining("SECRET");
    assertThat(stage.events()).isNotEmpty();
    assertThat(stage.events().toString()).doesNotContain("SECRET");
  }

  @Test
  void namesTheProxyThatDoesNotAnswer() {
    variables = Map.of("http_proxy", "http://127.0.0.1:9");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(from()))
        .withMessageContaining("the proxy 127.0.0.1:9 on the way does not answer");
  }

  @Test
  void asksDirectlyWhomNoProxyNames() {
    variables = Map.of("http_proxy", "http://127.0.0.1:9", "no_proxy", "127.0.0.0/8");

    assertThat(fetch(from())).hasBinaryContent(content);
  }

  @Test
  void aRedirectToAHostWithAnUnderscoreIsNamed() {
    status = 302;
    location = "http://ctl_vip:1/windows.iso?token=secret";

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(from()))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NETWORK))
        .withMessageContaining("it redirects to http://ctl_vip:1/windows.iso: its host name")
        .withMessageContaining("underscore")
        .withMessageNotContaining("secret");
  }

  @Test
  void aRedirectGoesThroughTheProxyForItsOwnAddress() {
    variables = Map.of("http_proxy", "http://127.0.0.1:9", "no_proxy", "127.0.0.0/8");
    status = 302;
    location = "http://cdn.invalid/windows.iso?token=secret";

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(from()))
        .withMessageContaining(
            "it redirects to http://cdn.invalid: the proxy 127.0.0.1:9 on the way to"
                + " http://cdn.invalid does not answer")
        .withMessageNotContaining("secret");
  }

  @Test
  void aRedirectWithoutAnAddressIsAnAnswer() {
    status = 302;

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(from()))
        .withMessageContaining("the server answered 302");
  }

  @Test
  void redirectsInACircleEnd() {
    status = 302;
    location = "/media/windows.iso";

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> fetch(from()))
        .withMessageContaining("it redirects more than 10 times");
  }

  @Test
  void aServerThatSaysNothingIsAskedAgain() {
    AtomicInteger requests = new AtomicInteger();
    beforeAnswer =
        () -> {
          if (requests.incrementAndGet() == 1) {
            Thread.sleep(3000);
          }
          return true;
        };

    assertThat(fetch(from())).hasBinaryContent(content);
    assertThat(requests).hasValueGreaterThan(1);
  }

  private static String name(String address) {
    return Downloads.name(new Download(URI.create(address)));
  }

  private Download from() {
    return new Download(url());
  }

  private Path fetch(Download... mirrors) {
    return downloads().fetch(remote(mirrors), stage.context());
  }

  private Path fetch(OptionalLong size, Optional<Sha256> digest, Download... mirrors) {
    Remote remote =
        new Remote(
            List.of(mirrors), size, digest.map(each -> new ExpectedDigest(each, "the catalogue")));
    return downloads().fetch(remote, stage.context());
  }

  private static Remote remote(Download... mirrors) {
    return new Remote(List.of(mirrors), OptionalLong.empty(), Optional.empty());
  }

  private Downloads downloads() {
    return new Downloads(
        directory,
        new DigestCache(directory.resolve("digests.json")),
        new ProxyVariables(variables),
        Duration.ofMillis(1),
        patience);
  }

  private Download at(String name) {
    return new Download(url().resolve(name));
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
    String path = exchange.getRequestURI().getPath();
    if (others.containsKey(path)) {
      byte[] other = others.get(path);
      exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
      exchange.getResponseHeaders().add("ETag", "\"other\"");
      exchange.sendResponseHeaders(other.length == 0 ? 404 : 200, other.length == 0 ? -1 : 0);
      exchange.getResponseBody().write(other);
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
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, claimedSize < 0 ? rest.length : claimedSize);
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
