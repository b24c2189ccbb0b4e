package dev.casement.cli.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.process.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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

/**
 * Other users of the host, who can connect but have no token. The page is in a process of its own:
 * the JDK's server takes its limits once in the life of a process.
 */
@Timeout(300)
class CrowdedPageTest {
  private static final int CROWD = 200;
  private static final int MOST_CONNECTIONS = 128;
  private static final int SILENCE = 50_000;

  private Process process;
  private URI page;
  private final List<Socket> crowd = new ArrayList<>();

  /** Serves a live page, says its address, and closes it when its input ends. */
  static final class Serving {
    private Serving() {}

    public static void main(String[] arguments) throws IOException {
      try (LivePage page = new LivePage(new WebAddress("127.0.0.1", 0), Clock.systemUTC())) {
        System.out.println(page.url());
        while (System.in.read() >= 0) {}
      }
    }
  }

  @BeforeEach
  void serve() throws IOException {
    process =
        new ProcessBuilder(JavaProcess.line(List.of(), Serving.class, List.of()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String address =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    page = URI.create(address);
  }

  @AfterEach
  void end() throws Exception {
    for (Socket socket : crowd) {
      socket.close();
    }
    process.getOutputStream().close();
    assertThat(process.waitFor()).isZero();
  }

  private Socket connect(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.getPort());
    crowd.add(socket);
    // Reading from a socket does not hear the interruption of a test that takes too long.
    socket.setSoTimeout(SILENCE);
    try {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
    } catch (SocketException e) {
      // Already refused.
    }
    return socket;
  }

  private static void awaitClosed(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException e) {
      // Reset, since the server did not read what was sent.
    }
  }

  private long openSockets() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      return open.filter(CrowdedPageTest::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until the page answers, since those who came before may still be leaving. */
  private void awaitAnswer(HttpClient browser) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page).build();
    while (true) {
      try {
        assertThat(browser.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
  }

  @Test
  void halfRequestsTakeUpOnlySomeConnectionsAndOnlyForAWhile() throws Exception {
    try (HttpClient browser = HttpClient.newHttpClient()) {
      HttpResponse<Stream<String>> events =
          browser.send(
              HttpRequest.newBuilder(page.resolve("events")).build(), BodyHandlers.ofLines());
      for (int i = 0; i < CROWD; i++) {
        connect("GET / HTTP/1.1\r\n");
      }
      // Whoever comes when all places are taken is refused, so all others have been accepted.
      awaitClosed(connect("GET / HTTP/1.1\r\n"));
      assertThat(openSockets()).isBetween(1L, MOST_CONNECTIONS + 2L);

      for (Socket socket : crowd) {
        awaitClosed(socket);
      }
      awaitAnswer(browser);

      process.getOutputStream().close();
      assertThat(events.body().toList()).endsWith("event: end", "data: ", "");
    }
  }

  @Test
  void whoeverLeavesBeforeTheAnswerTakesUpNothing() throws Exception {
    for (int i = 0; i < 3 * CROWD; i++) {
      Socket socket = connect("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      socket.setSoLinger(true, 0);
      socket.close();
    }
    try (HttpClient browser = HttpClient.newHttpClient()) {
      awaitAnswer(browser);
    }
  }
}
