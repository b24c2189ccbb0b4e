package dev.casement.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenTest {
  private static final URI ADDRESS = URI.create("https://me:secret@a.test:8443/v3?secret");

  private static Stream<IOException> failures() {
    return Stream.of(
        new SSLException("x"),
        new ConnectException("x"),
        new HttpTimeoutException("x"),
        new IOException("x"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aUserOrPasswordInAnAddressIsNotShown(IOException failure) {
    for (Optional<String> proxy : List.of(Optional.<String>empty(), Optional.of("p:1"))) {
      assertThat(Broken.why(ADDRESS, proxy, failure))
          .contains("https://a.test:8443")
          .doesNotContain("secret");
    }
  }
}
