package dev.casement.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that leave a client waiting. */
@Timeout(300)
class WebTest {
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Web.Patience TWICE =
      new Web.Patience(2, Duration.ofMillis(1), Duration.ofMillis(2));

  private final List<Socket> clients = new ArrayList<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }

  @Test
  void anAnswerThatStopsInTheMiddleIsNotWaitedFor() {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{", "HTTP/1.1 200 OK\r\nContent-Len");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> ask(request().within(SHORT)))
        .withMessageContaining("did not answer in time");
    assertThat(clients).hasSize(2);
  }

  @Test
  void anAnswerThatStopsInTheMiddleIsAskedForAgain() {
    answer(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");

    assertThat(ask(request().within(SHORT)).body()).isEqualTo("{}");
  }

  @Test
  void aServerThatAsksForALongPauseDoesNotGetItFromWhoeverIsInAHurry() {
    String busy = "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nConnection: close\r\n\r\n";
    answer(busy, busy);

    assertThat(ask(request()).status()).isEqualTo(503);
  }

  private Answer ask(Request request) {
    Tls tls = new Tls(Optional.empty(), true, Optional.empty(), Optional.empty());
    try (Web web = new Web(tls, Map.of(), Web.Patience.USUAL, Clock.systemUTC(), Failure.PUBLISH)) {
      return web.sendSafely(request, TWICE);
    }
  }

  private Request request() {
    return Request.get(URI.create("http://localhost:" + server.getLocalPort() + "/v3"));
  }

  /** Says one of these to each client; closes the connection only where the answer says so. */
  private void answer(String... answers) {
    Thread.ofVirtual()
        .start(
            () -> {
              for (String answer : answers) {
                try {
                  Socket client = server.accept();
                  clients.add(client);
                  client.getOutputStream().write(answer.getBytes(US_ASCII));
                  if (answer.contains("close")) {
                    client.shutdownOutput();
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              }
            });
  }
}
