package dev.casement.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.http.Tls;
import dev.casement.openstack.cloud.AuthScope;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudConfig.EndpointChoice;
import dev.casement.openstack.cloud.Credentials;
import dev.casement.openstack.cloud.Credentials.Reference;
import dev.casement.openstack.publish.ImageStore;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are busy, lead astray, or are no OpenStack at all. */
public class RubbishTest {
  private static final String VERSIONS = "{\"versions\": [{\"id\": \"v2.9\"}]}";
  private static final String NO_IMAGES = "{\"images\": []}";

  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aBusyServerIsAskedAgainWhenItSaysSo() {
    server
        .then(300, VERSIONS)
        .then(503, "Retry-After", "0")
        .then(503, "Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")
        .then(200, NO_IMAGES);
    assertThat(count(Duration.ofMinutes(10))).isZero();
    assertThat(server.requests).hasSize(4);
  }

  @Test
  void aServerThatStaysBusyIsGivenUp() {
    server.then(300, VERSIONS);
    for (int i = 0; i < 4; i++) {
      server.then(503, "<html><body><h1>503</h1>\u001b[31mNo server is available</body></html>");
    }
    assertRefused("HTTP 503");
    assertThat(server.requests).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html><title>Log in</title></html>",
        "[]",
        "null",
        "{\"images\": [",
        "\u0000\u0001\u0002",
        "{\"images\": [{}]}",
        "{\"images\": [1]}"
      })
  void whatIsNoOpenStackIsSaidPlainly(String rubbish) {
    server.then(300, VERSIONS).then(200, rubbish);
    assertRefused("");
  }

  @Test
  void aListWithoutAnEndIsGivenUp() {
    server.then(300, VERSIONS);
    for (int i = 0; i < 1001; i++) {
      server.then(200, "{\"images\": [], \"next\": \"/v2/images?marker=1\"}");
    }
    assertRefused("never ends");
  }

  @Test
  void anAnswerWithoutAnEndDoesNotFillTheMemory() {
    server.then(300, VERSIONS);
    for (int i = 0; i < 3; i++) {
      server.then(200, "x".repeat(17 << 20));
    }
    assertRefused("broke");
  }

  @Test
  void theNextPageIsAskedOfTheSameServer() {
    server
        .then(300, VERSIONS)
        .then(200, "{\"images\": [], \"next\": \"http://inner.invalid/v2/images?marker=1\"}")
        .then(200, NO_IMAGES);
    assertThat(count(Duration.ZERO)).isZero();
    assertThat(server.requests.getLast()).isEqualTo("GET /v2/images?marker=1");
  }

  @Test
  void theNextPageIsBelowThePathThatTheCatalogueHas() {
    server.images = server.address() + "/image";
    server
        .then(300, VERSIONS)
        .then(200, "{\"images\": [], \"next\": \"/v2/images?marker=1\"}")
        .then(200, NO_IMAGES);
    assertThat(count(Duration.ZERO)).isZero();
    assertThat(server.requests.getLast()).isEqualTo("GET /image/v2/images?marker=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://[bad", "/v2/ima ges", "mailto:x", "http:///x"})
  void aRedirectToNowhereIsSaidPlainly(String location) {
    server.then(300, VERSIONS).then(302, "Location", location);
    assertRefused("");
  }

  @Test
  void aNextPageThatIsNoAddressIsSaidPlainly() {
    server.then(300, VERSIONS).then(200, "{\"images\": [], \"next\": \"/v2/images?a b\"}");
    assertRefused("a next page of images that is not an address");
  }

  @ParameterizedTest
  @CsvSource({
    "glance.test/v2, it is not an http or https address",
    "//glance.test, it is not an http or https address",
    "ftp://glance.test, it is not an http or https address",
    "http:///images, it has no host",
    "http://me:fake-token@glance.test, it has a user or password in it",
    "http://, has no image service"
  })
  void aCatalogueWithAnAddressThatIsNoneIsSaidPlainly(String url, String words) {
    server.images = url;
    assertRefused(words);
  }

  @ParameterizedTest
  @CsvSource({
    "201, <html>, other than a JSON object",
    "201, {}, without an expiry date",
    "200, {}, HTTP 200",
    "400, {}, rejected this login",
    "401, {}, does not accept these credentials",
    "404, <html>, there is no Keystone"
  })
  void aKeystoneThatIsNoneIsSaidPlainly(int status, String body, String words) {
    server.logIn = Optional.of(new FakeServer.Reply(status, "X-Subject-Token", "fake-token", body));
    assertRefused(words);
  }

  @Test
  void aTokenOfAShortLifeIsNotAskedForEachTime() {
    server.life = Duration.ofMinutes(2);
    server.then(300, VERSIONS).then(200, NO_IMAGES);
    assertThat(count(Duration.ZERO)).isZero();
    assertThat(server.logIns).hasValue(1);
  }

  @Test
  void aServerWithoutTlsIsNotOneThatIsNotTrusted() throws IOException {
    try (Connections plain =
        new Connections(
            socket -> {
              write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
              close(socket);
            })) {
      URI address = URI.create("https://127.0.0.1:" + plain.port());
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> session(address))
          .withMessageContaining("TLS with " + address + " failed")
          .withMessageNotContaining("trusted")
          .satisfies(
              e -> assertThat(e.remedy()).contains("scheme and port").doesNotContain("cacert"));
    }
  }

  @Test
  void aHandshakeThatBreaksIsTriedAgain() throws IOException {
    AtomicInteger connected = new AtomicInteger();
    try (Connections cut =
        new Connections(
            socket -> {
              connected.incrementAndGet();
              close(socket);
            })) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> session(URI.create("https://127.0.0.1:" + cut.port())))
          .withMessageNotContaining("trusted");
    }
    assertThat(connected.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aNameThatNobodyKnowsIsSaidAtOnce() {
    CloudConfig nowhere = config(URI.create("http://keystone.invalid"), Optional.empty());
    try (ImageStore store = ImageStore.of(nowhere, 6, Duration.ofHours(1), Clock.systemUTC())) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(store::session)
          .withMessageContaining("the name keystone.invalid");
    }
  }

  private static void write(Socket socket, String answer) {
    try {
      assertThat(socket.getInputStream().read()).isNotNegative();
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void session(URI keystone) {
    try (ImageStore store =
        ImageStore.of(
            config(keystone, Optional.empty()), 3, Duration.ofMillis(1), Clock.systemUTC())) {
      store.session();
    }
  }

  @Test
  void aRedirectToAnotherServerDoesNotGetTheToken() throws IOException {
    try (FakeServer other = new FakeServer()) {
      server.then(300, VERSIONS).then(302, "Location", other.address() + "/v2/images");
      assertRefused("where the token must not go");
      assertThat(other.requests).isEmpty();
    }
  }

  @Test
  void aRedirectWithinTheServerIsFollowed() {
    server.then(300, VERSIONS).then(307, "Location", "/v2/elsewhere").then(200, NO_IMAGES);
    assertThat(count(Duration.ZERO)).isZero();
    assertThat(server.requests.getLast()).isEqualTo("GET /v2/elsewhere");
    assertThat(server.tokens).containsOnly("fake-token").hasSize(2);
  }

  @Test
  void anOldImageServiceIsSaidPlainly() {
    server.then(300, "{\"versions\": [{\"id\": \"v1.1\"}]}");
    assertRefused("no image service of version 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http_proxy", "HTTP_PROXY"})
  void theProxyOfTheVariablesIsUsed(String variable) {
    server.then(300, VERSIONS).then(200, NO_IMAGES);
    URI proxy = server.address();
    CloudConfig far =
        config(
            URI.create("http://keystone.invalid"),
            Optional.of(URI.create("http://glance.invalid")));
    try (ImageStore store =
        ImageStore.of(far, Map.of(variable, proxy.toString()), Clock.systemUTC())) {
      assertThat(store.countImages()).isZero();
    }
    assertThat(server.requests.getFirst()).contains("http://glance.invalid/");
    assertThat(server.proxyCredentials).isEmpty();
  }

  @Test
  void aServerThatIsAskedWithoutTheProxyDoesNotSeeItsPassword() {
    server.then(300, VERSIONS).then(200, NO_IMAGES);
    Map<String, String> variables =
        Map.of("http_proxy", "http://me:secret@proxy.invalid:3128", "no_proxy", "127.0.0.1");
    CloudConfig near = config(server.address(), Optional.empty());
    try (ImageStore store = ImageStore.of(near, variables, Clock.systemUTC())) {
      assertThat(store.countImages()).isZero();
    }
    assertThat(server.proxyCredentials).isEmpty();
  }

  @Test
  void aProxyThatDoesNotAnswerIsNamed() {
    CloudConfig far = config(URI.create("http://keystone.test"), Optional.empty());
    Map<String, String> variables = Map.of("http_proxy", "http://me:secret@127.0.0.1:9");
    try (ImageStore store = ImageStore.of(far, variables, Clock.systemUTC())) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(store::countImages)
          .withMessageContaining(
              "the proxy 127.0.0.1:9 on the way to http://keystone.test does not answer")
          .withMessageNotContaining("secret");
    }
  }

  @Test
  void anAddressInTheCatalogueWithAnUnderscoreIsNamed() {
    server.images = "http://ctl_vip:9292";
    assertRefused(
        "image service at \"http://ctl_vip:9292\": its host name \"ctl_vip\" has an underscore");
  }

  @Test
  void aRedirectToAnUnderscoreIsNamed() {
    server.then(302, "Location", "http://ctl_vip/v2/images");
    assertRefused(
        "redirects to \"http://ctl_vip/v2/images\": its host name \"ctl_vip\" has an underscore");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://me:se cret@proxy:1",
        "http://me:se#cret@proxy:1",
        "http://me:se?cret@proxy:1",
        "socks5://me:secret@proxy:1",
        "http://"
      })
  void aProxyThatIsNoneIsNamedWithoutItsPassword(String proxy) {
    CloudConfig far = config(URI.create("http://keystone.invalid"), Optional.empty());
    try (ImageStore store = ImageStore.of(far, Map.of("http_proxy", proxy), Clock.systemUTC())) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(store::countImages)
          .withMessageContaining("not of the form http://HOST:PORT")
          .withMessageNotContaining("cret");
    }
  }

  private void assertRefused(String words) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> count(Duration.ofMillis(1)))
        .withMessageContaining(words)
        .withMessageNotContaining("fake-token")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.PUBLISH))
        .satisfies(e -> assertThat(e.remedy()).isNotBlank());
  }

  private int count(Duration pause) {
    try (ImageStore store =
        ImageStore.of(config(server.address(), Optional.empty()), 3, pause, Clock.systemUTC())) {
      return store.countImages();
    }
  }

  public static CloudConfig config(URI keystone, Optional<URI> image) {
    Reference user =
        new Reference(Optional.of("u"), Optional.empty(), Optional.empty(), Optional.empty());
    return new CloudConfig(
        "fake",
        keystone,
        new Credentials.Password(user, new Secret("s")),
        new AuthScope.Implied(),
        new EndpointChoice(Optional.empty(), "public", image),
        new Tls(Optional.empty(), true, Optional.empty(), Optional.empty()),
        List.of());
  }
}
