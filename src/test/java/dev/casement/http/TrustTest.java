package dev.casement.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PEM files as people have them. */
class TrustTest {
  @TempDir static Path shared;
  private static String certificate = "";
  private static String key = "";

  @TempDir Path directory;

  @BeforeAll
  static void makeKeys() throws Exception {
    TestServerKeys keys = TestServerKeys.make(shared);
    certificate = Files.readString(keys.certificate());
    key = keys.pemKey();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("client.pem"), text, StandardCharsets.UTF_8);
  }

  /** What a service says if it answers only those whose certificate it knows. */
  private static int answerForThisClient(Tls tls) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext context = Trust.context(tls);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asks = context.getDefaultSSLParameters();
            asks.setNeedClientAuth(true);
            parameters.setSSLParameters(asks);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try (Web web = web(tls)) {
      URI address = URI.create("https://localhost:" + server.getAddress().getPort());
      return web.sendSafely(Request.get(address)).status();
    } finally {
      server.stop(0);
    }
  }

  private static Web web(Tls tls) {
    return new Web(
        tls,
        Map.of(),
        new Web.Patience(1, Duration.ofMinutes(1), Duration.ofMinutes(1)),
        Clock.systemUTC(),
        Failure.PUBLISH);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCertificateAndItsKeyMayBeInOneFile(boolean keyFirst) throws Exception {
    Path both = file(keyFirst ? key + certificate : certificate + key);

    Tls tls = new Tls(Optional.of(both), true, Optional.of(both), Optional.empty());

    assertThat(answerForThisClient(tls)).isEqualTo(204);
  }

  /** As {@code openssl x509 -text} and {@code openssl s_client -showcerts} write them. */
  @ParameterizedTest
  @ValueSource(strings = {"0 s:CN = localhost\n", "Größe: -----\n", "\r\n\r\n"})
  void textAroundCertificatesIsNoneOfThem(String text) throws Exception {
    Path authorities = file(text + certificate + text + certificate + text);

    Tls tls = new Tls(Optional.of(authorities), true, Optional.empty(), Optional.empty());

    assertThat(Trust.context(tls)).isNotNull();
  }

  private void assertSaid(Tls tls, String... words) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> web(tls).close())
        .withMessageContaining(directory.resolve("client.pem").toString())
        .withMessageContainingAll(words);
  }

  @Test
  void aFileWithoutACertificateIsNamed() throws IOException {
    Path only = file(key);

    assertSaid(
        new Tls(Optional.of(only), true, Optional.empty(), Optional.empty()),
        "has no certificate in PEM");
  }

  @Test
  void aCertificateThatIsDamagedIsNamed() throws IOException {
    Path damaged = file(certificate + certificate.replaceFirst("MII", "AII"));

    assertSaid(
        new Tls(Optional.of(damaged), true, Optional.empty(), Optional.empty()),
        "certificate number 2 cannot be read");
  }

  @Test
  void aChainInAnotherOrderIsNamed() throws IOException, GeneralSecurityException {
    TestServerKeys other =
        TestServerKeys.make(Files.createDirectory(directory.resolve("other")), "other.test");
    Path mixed = file(certificate + Files.readString(other.certificate()) + key);

    assertSaid(
        new Tls(Optional.empty(), true, Optional.of(mixed), Optional.empty()),
        "begins with the client's certificate");
  }

  @ParameterizedTest
  @CsvSource({
    "ENCRYPTED PRIVATE KEY, is encrypted",
    "RSA PRIVATE KEY, has no key in PKCS #8",
    "EC PRIVATE KEY, has no key in PKCS #8"
  })
  void aKeyOfAnotherFormIsSaidWithWhatMakesThisOne(String label, String words) throws IOException {
    Path other = file(certificate + key.replace("PRIVATE KEY", label));

    assertSaid(
        new Tls(Optional.empty(), true, Optional.of(other), Optional.empty()),
        words,
        "openssl pkcs8 -topk8 -nocrypt ");
  }

  @Test
  void aKeyOfOpenSslThatIsEncryptedIsSaid() throws IOException {
    Path other =
        file(
            certificate
                + key.replace(
                    "PRIVATE KEY-----\n", "RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"));

    assertSaid(
        new Tls(Optional.empty(), true, Optional.of(other), Optional.empty()), "is encrypted");
  }
}
