package dev.casement.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer when they like, with and without TLS. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class BodySenderTest {
  /** More than the buffers of two sockets hold. */
  private static final int SIZE = 32 << 20;

  private static final String QUOTA =
      "HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nquota";
  private static final String DONE = "HTTP/1.1 204 Done\r\nX-Hello: 1\r\nx-hello: 2\r\n\r\n";

  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  @TempDir static Path directory;
  private static TestServerKeys keys;

  @Parameter boolean tls;

  private final CompletableFuture<Long> received = new CompletableFuture<>();
  private ServerSocket server;

  /** What a server does with a connection; returns how much of a body it has read. */
  private interface Manners {
    long serve(InputStream in, OutputStream out) throws IOException;
  }

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = TestServerKeys.make(directory);
  }

  @BeforeEach
  void listen() throws IOException {
    ServerSocketFactory factory =
        tls ? keys.context().getServerSocketFactory() : ServerSocketFactory.getDefault();
    server = factory.createServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void aServerThatRefusesByTheHeadersIsNotSentTheBody() throws Exception {
    Answer answer =
        answerOf(
            (in, out) -> {
              assertThat(head(in)).contains("PUT /v2/images/1/file").contains("Expect: 100");
              say(out, QUOTA);
              return rest(in);
            });

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("quota");
    assertThat(received.get(1, TimeUnit.MINUTES)).isZero();
  }

  @Test
  void aServerThatSaysContinueGetsEverything() throws Exception {
    Answer answer =
        answerOf(
            (in, out) -> {
              head(in);
              say(out, CONTINUE);
              return takeAll(in, out);
            });

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("x-hello")).contains("1");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aServerThatDoesNotKnowOfContinueGetsEverythingAllTheSame() throws Exception {
    Answer answer =
        answerOf(
            (in, out) -> {
              head(in);
              return takeAll(in, out);
            });

    assertThat(answer.status()).isEqualTo(204);
  }

  /** As eventlet's do, when Glance has asked for quotas for a while. */
  @Test
  void aLateContinueIsNoAnswer() throws Exception {
    Answer answer =
        answerOf(
            (in, out) -> {
              head(in);
              in.skipNBytes(1 << 20);
              say(out, CONTINUE);
              say(out, "HTTP/1.1 102 Processing\r\n\r\n");
              in.skipNBytes(SIZE - (1 << 20));
              say(out, DONE);
              return SIZE;
            });

    assertThat(answer.status()).isEqualTo(204);
  }

  @Test
  void aServerThatWantsNoExpectationsGetsEverythingAllTheSame() throws Exception {
    CompletableFuture<Answer> answer =
        send(
            (in, out) -> {
              head(in);
              say(out, "HTTP/1.1 417 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
              return rest(in);
            });
    assertThat(received.get(1, TimeUnit.MINUTES)).isZero();
    serve(
        (in, out) -> {
          assertThat(head(in)).doesNotContain("Expect");
          return takeAll(in, out);
        });

    assertThat(answer.get(1, TimeUnit.MINUTES).status()).isEqualTo(204);
  }

  @Test
  void anAnswerOfAnUnknownCharsetIsHeard() throws Exception {
    Answer answer =
        answerOf(
            (in, out) -> {
              head(in);
              say(
                  out,
                  QUOTA.replace("\r\n\r\n", "\r\nContent-Type: text/x; charset=\"a b\"\r\n\r\n"));
              return 0;
            });

    assertThat(answer.body()).isEqualTo("quota");
  }

  @Test
  void aRefusalByAServerThatReadsSlowlyIsHeard() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    CompletableFuture<Answer> answer =
        send(
            (in, out) -> {
              head(in);
              say(out, CONTINUE);
              in.skipNBytes(1 << 20);
              say(out, QUOTA);
              for (int i = 0; i < 100 && heard.getCount() > 0; i++) {
                in.skipNBytes(1 << 16);
                pause();
              }
              return 0;
            });

    assertThat(answer.get(1, TimeUnit.MINUTES).status()).isEqualTo(413);
    heard.countDown();
  }

  @Test
  void aRefusalOnTheWayIsHeardAndTheRestStaysUnsent() throws Exception {
    Answer answer =
        answerOf(
            (in, out) -> {
              head(in);
              say(out, CONTINUE);
              in.skipNBytes(1 << 20);
              say(out, QUOTA);
              return (1 << 20) + rest(in);
            });

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("quota");
    assertThat(received.get(1, TimeUnit.MINUTES)).isBetween(1L << 20, SIZE / 2L);
  }

  @Test
  void whoCancelsClosesTheConnectionEvenOfAServerThatDoesNotRead() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    CompletableFuture<Answer> answer =
        send(
            (in, out) -> {
              head(in);
              say(out, CONTINUE);
              in.skipNBytes(1);
              begun.countDown();
              await(cancelled);
              return 1 + rest(in);
            });
    await(begun);

    answer.cancel(true);
    cancelled.countDown();

    assertThat(answer).isCancelled();
    assertThat(received.get(1, TimeUnit.MINUTES)).isLessThan(SIZE);
  }

  @Test
  void aConnectionThatBreaksIsAnIoException() throws Exception {
    CompletableFuture<Answer> answer =
        send(
            (in, out) -> {
              head(in);
              return 0;
            });

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> answer.get(1, TimeUnit.MINUTES))
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void aProxyThatRejectsTheUserIsNotTheServer() {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> throughProxy("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"))
        .withCauseInstanceOf(BuildException.class)
        .withMessageContaining("the proxy for glance.invalid rejected this user");
  }

  @Test
  void aProxyThatDoesNotConnectIsNotTheServer() throws Exception {
    String no = "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n";
    if (!tls) {
      // Nothing tells whose answer this is.
      assertThat(throughProxy(no).status()).isEqualTo(403);
      return;
    }
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> throughProxy(no))
        .withCauseInstanceOf(IOException.class)
        .withMessageContaining("it refused the connection with HTTP 403");
  }

  /** The proxy itself speaks no TLS. */
  private Answer throughProxy(String reply) throws Exception {
    server.close();
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    serve(
        (in, out) -> {
          head(in);
          say(out, reply);
          return rest(in);
        });
    String proxy = "http://user:wrong@localhost:" + server.getLocalPort();
    URI uri = URI.create((tls ? "https" : "http") + "://glance.invalid/v2/images/1/file");
    return sender(Map.of("http_proxy", proxy, "https_proxy", proxy))
        .send(Request.put(uri), new Zeros(SIZE))
        .get(1, TimeUnit.MINUTES);
  }

  private Answer answerOf(Manners manners) throws Exception {
    return send(manners).get(1, TimeUnit.MINUTES);
  }

  private CompletableFuture<Answer> send(Manners manners)
      throws GeneralSecurityException, IOException {
    serve(manners);
    String scheme = tls ? "https" : "http";
    URI uri = URI.create(scheme + "://localhost:" + server.getLocalPort() + "/v2/images/1/file");
    return sender(Map.of()).send(Request.put(uri).with("X-Auth-Token", "t"), new Zeros(SIZE));
  }

  private static BodySender sender(Map<String, String> environment)
      throws GeneralSecurityException, IOException {
    Tls trust = new Tls(Optional.of(keys.certificate()), true, Optional.empty(), Optional.empty());
    return new BodySender(
        Trust.context(trust),
        new ProxyVariables(environment),
        Duration.ofSeconds(20),
        Failure.PUBLISH);
  }

  /** Serves one connection. */
  private void serve(Manners manners) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket client = server.accept()) {
                received.complete(manners.serve(client.getInputStream(), client.getOutputStream()));
              } catch (IOException | AssertionError e) {
                received.completeExceptionally(e);
              }
            });
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request, only " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void say(OutputStream out, String answer) throws IOException {
    out.write(answer.getBytes(ISO_8859_1));
    out.flush();
  }

  private static long takeAll(InputStream in, OutputStream out) throws IOException {
    in.skipNBytes(SIZE);
    say(out, DONE);
    return SIZE;
  }

  /** What else arrives, until the other side closes the connection or breaks it. */
  private static long rest(InputStream in) {
    long count = 0;
    byte[] piece = new byte[1 << 16];
    try {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        count += read;
      }
    } catch (IOException e) {
      // Closed before everything was read.
    }
    return count;
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
