package dev.casement.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answer files of a hostile image, which are read without the linter's parser. */
class HostileXmlTest {
  @TempDir Path directory;

  @Test
  void noFileOfTheHostIsRead() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "of the host");
    String text =
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"%s\">]><a><b>before</b><c>&x;</c></a>"
            .formatted(file.toUri());

    AnswerFileValues values = new AnswerFileValues(text.getBytes(UTF_8));

    assertThat(values.of("b")).containsExactly("before");
    assertThat(values.of("c")).isEmpty();
  }

  @Test
  void nothingIsAskedForOnTheNetwork() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
      String text =
          "<!DOCTYPE a SYSTEM \"%1$sdtd\" [<!ENTITY %% p SYSTEM \"%1$sp\"> %%p;]><a><b>v</b></a>"
              .formatted(address);

      var _ = new AnswerFileValues(text.getBytes(UTF_8));
    } finally {
      server.stop(0);
    }
    assertThat(requests).hasValue(0);
  }

  /** A billion laughs. */
  @Test
  void noEntityExpands() {
    StringBuilder text = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 \"ha\">");
    for (int i = 1; i < 12; i++) {
      String ten = ("&e" + (i - 1) + ";").repeat(10);
      text.append("<!ENTITY e" + i + " \"" + ten + "\">");
    }
    text.append("]><a><b>before</b><c>&e11;</c></a>");

    AnswerFileValues values = new AnswerFileValues(text.toString().getBytes(UTF_8));

    assertThat(values.of("b")).containsExactly("before");
    assertThat(values.of("c")).isEmpty();
  }
}
