package dev.casement.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate, for localhost, no authority of Java has signed. */
class TlsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir static Path directory;
  private static Path certificate = Path.of("");
  private static SSLContext context;

  private final AtomicInteger requests = new AtomicInteger();
  private HttpsServer server;

  @BeforeAll
  static void makeCertificate() throws Exception {
    TestServerKeys keys = TestServerKeys.make(directory);
    certificate = keys.certificate();
    context = keys.context();
  }

  @BeforeEach
  void start() throws IOException {
    start(context);
  }

  private void start(SSLContext keys) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(keys));
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static Web web(Optional<Path> authorities) {
    return web(new Tls(authorities, true, Optional.empty(), Optional.empty()));
  }

  private static Web web(Tls tls) {
    return new Web(
        tls, Map.of(), new Web.Patience(1, MINUTE, MINUTE), Clock.systemUTC(), Failure.PUBLISH);
  }

  private URI at(String host) {
    return URI.create("https://" + host + ":" + server.getAddress().getPort() + "/w.iso");
  }

  @Test
  void nothingIsDownloadedFromAServerThatNobodyVouchesFor() throws Exception {
    Path target = directory.resolve("w.iso");
    try (Transfer transfer = new Transfer(new ProxyVariables(Map.of()), MINUTE)) {
      assertThatExceptionOfType(SSLHandshakeException.class)
          .isThrownBy(() -> transfer.bring(at("localhost"), target, MINUTE, (done, total) -> {}));
    }

    assertThat(requests).hasValue(0);
    assertThat(target).doesNotExist();
  }

  @Test
  void aCloudIsTrustedByItsAuthorityOnly() throws IOException {
    try (Web web = web(Optional.empty())) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> web.sendSafely(Request.get(at("localhost"))))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.PUBLISH))
          .satisfies(e -> assertThat(e.remedy()).contains("cacert"));
    }
    assertThat(requests).hasValue(0);

    try (Web web = web(Optional.of(certificate))) {
      assertThat(web.sendSafely(Request.get(at("localhost"))).status()).isEqualTo(204);
    }
  }

  @Test
  void aTrustedCertificateOfAnotherHostIsNotEnough() throws IOException {
    try (Web web = web(Optional.of(certificate))) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> web.sendSafely(Request.get(at("127.0.0.1"))))
          .satisfies(
              e ->
                  assertThat(e.remedy())
                      .isEqualTo("use a name of the server that is in its certificate"));
    }
    assertThat(requests).hasValue(0);
  }

  @Test
  void noAuthorityHelpsAnExpiredCertificate() throws Exception {
    TestServerKeys expired = TestServerKeys.makeExpired(directory);
    stop();
    start(expired.context());

    try (Web web = web(Optional.of(expired.certificate()))) {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> web.sendSafely(Request.get(at("localhost"))))
          .satisfies(e -> assertThat(e.what()).contains("is not trusted"))
          .satisfies(
              e ->
                  assertThat(e.remedy())
                      .isEqualTo(
                          "check this host's clock; if it is right, the server needs a new"
                              + " certificate"));
    }
    assertThat(requests).hasValue(0);
  }

  @Test
  void anUploadTrustsNoOtherServersThanARequest() throws Exception {
    try (Web nobody = web(Optional.empty());
        Web web = web(Optional.of(certificate));
        Web careless = web(new Tls(Optional.empty(), false, Optional.empty(), Optional.empty()))) {
      for (CompletableFuture<Answer> refused :
          List.of(upload(nobody, "localhost"), upload(web, "127.0.0.1"))) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(() -> refused.get(1, TimeUnit.MINUTES))
            .withCauseInstanceOf(SSLHandshakeException.class)
            .satisfies(
                e ->
                    assertThat(e.getCause() instanceof IOException io && Broken.isUntrusted(io))
                        .isTrue());
      }
      assertThat(requests).hasValue(0);

      assertThat(upload(web, "localhost").get(1, TimeUnit.MINUTES).status()).isEqualTo(204);
      assertThat(upload(careless, "127.0.0.1").get(1, TimeUnit.MINUTES).status()).isEqualTo(204);
    }
  }

  private CompletableFuture<Answer> upload(Web web, String host) {
    return web.upload(Request.put(at(host)), new Zeros(1));
  }
}
