package dev.casement.cli.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class LivePageTest {
  private static final BuildListener NOBODY = event -> {};

  @TempDir Path directory;
  private final LivePage page = new LivePage(new WebAddress("127.0.0.1", 0), Clock.systemUTC());
  private final BuildListener build = page.heard("", NOBODY);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void begin() {
    build.on(Told.begins("x"));
  }

  @AfterEach
  void end() {
    client.close();
    page.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(page.url()).resolve(path)).build(),
        BodyHandlers.ofString());
  }

  /** What a browser that has heard {@code last} is sent until the page is closed. */
  private List<String> heard(String last) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(page.url()).resolve("events"))
                .header("Last-Event-ID", last)
                .build(),
            BodyHandlers.ofLines());
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/event-stream; charset=utf-8");
    Thread.ofVirtual().start(page::close);
    return answer.body().toList();
  }

  private static List<JsonNode> events(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> JsonMapper.shared().readTree(line.substring(6)))
        .toList();
  }

  private static List<String> names(List<String> lines) {
    return events(lines).stream().map(each -> each.path("event").path("event").asString()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'',text/html",
    "palette.css,text/css",
    "live.css,text/css",
    "live.mjs,text/javascript",
    "build.mjs,text/javascript"
  })
  void servesThePageToWhomeverKnowsItsAddress(String path, String type) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'; script-src 'self';", "frame-ancestors 'none'");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(answer.body()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/events",
        "/live.css",
        "/0123456789abcdef0123456789abcdef/events",
        "/x//events",
        "/%00/"
      })
  void nobodyElseLearnsAnything(String path) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .contains("where Casement was started")
        .doesNotContain("build-started");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "../build.mjs",
        "report/",
        "report/x",
        "%2e%2e/LivePage.class",
        "package-info.class"
      })
  void onlyWhatBelongsToThePageIsServed(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  /** {@link HttpClient} does not send a Host of one's own. */
  @ParameterizedTest
  @CsvSource({"rebound.example,403", "localhost,200", "127.0.0.1,200"})
  void aPageWithAnotherNameCannotReadThisOne(String host, int status) throws IOException {
    URI url = URI.create(page.url());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n"
                  .formatted(url.getPath(), host, Integer.toString(url.getPort()))
                  .getBytes(StandardCharsets.US_ASCII));

      assertThat(in.readLine()).startsWith("HTTP/1.1 " + status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void thePageCanOnlyBeRead(String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(page.url()))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void whoComesLateHearsEverythingInOrder() throws Exception {
    build.on(Told.stage(Told.INSTALL));
    build.on(Told.progress(40, "netkvm"));

    List<String> lines = heard("0");

    assertThat(names(lines)).containsExactly("build-started", "stage-started", "step-progress");
    assertThat(lines).contains("id: 1", "id: 2", "id: 3", "event: now");
    assertThat(lines).endsWith("event: end", "data: ", "");
  }

  @Test
  void whoWasAwayHearsOnlyWhatWasMissed() throws Exception {
    build.on(Told.stage(Told.INSTALL));
    build.on(Told.warning("missed"));

    assertThat(names(heard("2"))).containsExactly("warning");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "99999999999999999999"})
  void anIdThatIsNoneMeansTheBeginning(String id) throws Exception {
    assertThat(names(heard(id))).containsExactly("build-started");
  }

  @Test
  void ofALongBuildOnlyTheProgressIsForgotten() throws Exception {
    build.on(Told.stage(Told.INSTALL));
    for (int i = 0; i < 5000; i++) {
      build.on(Told.progress(40, "line " + i));
    }
    build.on(Told.done(Told.INSTALL));

    List<String> lines = heard("0");

    assertThat(names(lines))
        .contains("build-started", "stage-started", "stage-finished")
        .hasSizeBetween(300, 500);
    assertThat(lines).anyMatch(line -> line.contains("line 4999"));
  }

  @Test
  void severalBuildsAreToldApart() throws Exception {
    page.heard("a", NOBODY).on(Told.stage("AcquireMedia"));
    page.heard("b\"<", NOBODY).on(Told.stage("AcquireMedia"));

    assertThat(events(heard("1")))
        .extracting(each -> each.path("build").asString())
        .containsExactly("a", "b\"<");
  }

  @Test
  void theOtherListenerHearsEveryEventFirst() {
    List<BuildEvent> told = new ArrayList<>();
    BuildEvent event = Told.warning("x");

    page.heard("", told::add).on(event);

    assertThat(told).containsExactly(event);
  }

  @Test
  void theReportOfAFinishedBuildIsServed() throws Exception {
    Files.writeString(directory.resolve("report.html"), "<p>all is well</p>");
    build.on(Told.finished(directory));

    assertThat(get("report/").body()).isEqualTo("<p>all is well</p>");
  }

  @Test
  void theReportOfAFailedBuildIsServed() throws Exception {
    Files.writeString(directory.resolve("report.html"), "<p>why</p>");
    page.heard("a b", NOBODY).on(Told.failed(directory));

    assertThat(get("report/a%20b").body()).isEqualTo("<p>why</p>");
  }

  @Test
  void theScreenOfARunningMachineIsServedAndNoOther() throws Exception {
    assertThat(get("screen/a%20b").statusCode()).isEqualTo(204);
    VirtualMachine machine = Watched.machine(page, "a b", directory);

    HttpResponse<String> answer = get("screen/a%20b");
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(answer.body()).contains("PNG");
    assertThat(get("screen/").statusCode()).isEqualTo(204);
    machine.close();
    assertThat(get("screen/a%20b").statusCode()).isEqualTo(204);
  }

  @Test
  void theActivityOfAMachineIsServed() throws Exception {
    assertThat(get("activity/").statusCode()).isEqualTo(204);
    Watched.machine(page, "", directory);

    JsonNode samples = JsonMapper.shared().readTree(get("activity/").body());
    assertThat(samples.size()).isEqualTo(1);
    assertThat(samples.get(0).path("disk").asDouble()).isZero();
    assertThat(samples.get(0).path("cpus").isNull()).isTrue();
  }

  /** A cloud counts nothing, which is not the same as a machine that does nothing. */
  @Test
  void ofAMachineThatShowsNothingThereAreNoNumbers() throws Exception {
    Watched.machine(page, "", directory, new FakeVirtualMachine(time -> {}).showsNothing());

    assertThat(get("screen/").statusCode()).isEqualTo(204);
    assertThat(get("activity/").body()).isEqualTo("[]");
  }

  @Test
  void anAddressThatIsTakenIsAFailureThatSaysWhatToDo() {
    WebAddress taken = new WebAddress("127.0.0.1", URI.create(page.url()).getPort());

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> new LivePage(taken, Clock.systemUTC()))
        .satisfies(
            e -> {
              assertThat(e.failure()).isEqualTo(Failure.HOST);
              assertThat(e.what()).contains("127.0.0.1:" + taken.port(), "in use");
              assertThat(e.remedy()).contains("--web");
            });
  }

  private static String said(String host) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (LiveView view =
        LiveView.at(
            new WebAddress(host, 0),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Clock.systemUTC())) {
      assertThat(view.heard("", NOBODY)).isNotSameAs(NOBODY);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theAddressIsPrintedAndEachHasATokenOfItsOwn() {
    String form = "live page: http://127\\.0\\.0\\.1:[0-9]+/[0-9a-f]{32}/\\R";

    assertThat(said("127.0.0.1")).matches(form).isNotEqualTo(said("127.0.0.1"));
  }

  @Test
  void anAddressThatOthersCanReachIsWarnedOf() {
    assertThat(said("0.0.0.0")).contains("warning: ", "not encrypted");
  }
}
