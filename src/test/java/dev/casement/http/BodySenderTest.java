package dev.casement.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Servers that answer when they like. What TLS does to it, UploadFaultsIT sees at a real Glance.
 */
class BodySenderTest {
  /** More than the buffers of two sockets hold. */
  private static final int SIZE = 64 << 20;

  private static final String QUOTA =
      "HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nquota";
  private static final String DONE = "HTTP/1.1 204 Done\r\nX-Hello: 1\r\n\r\n";

  private final CompletableFuture<Long> received = new CompletableFuture<>();
  private ServerSocket server;

  /** What a server does with a connection; returns how much of a body it has read. */
  private interface Manners {
    long serve(InputStream in, OutputStream out) throws IOException;
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void aServerThatRefusesByTheHeadersIsNotSentTheBody() throws Exception {
    Answer answer =
        send((in, out) -> {
              assertThat(head(in)).contains("PUT /v2/images/1/file").contains("Expect: 100");
              say(out, QUOTA);
              return rest(in);
            })
            .get(1, TimeUnit.MINUTES);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("quota");
    assertThat(received.get(1, TimeUnit.MINUTES)).isZero();
  }

  @Test
  void aServerThatSaysContinueGetsEverything() throws Exception {
    Answer answer =
        send((in, out) -> {
              head(in);
              say(out, "HTTP/1.1 100 Continue\r\n\r\n");
              in.skipNBytes(SIZE);
              say(out, DONE);
              return SIZE;
            })
            .get(1, TimeUnit.MINUTES);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("x-hello")).contains("1");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aServerThatDoesNotKnowOfContinueGetsEverythingAllTheSame() throws Exception {
    Answer answer =
        send((in, out) -> {
              head(in);
              in.skipNBytes(SIZE);
              say(out, DONE);
              return SIZE;
            })
            .get(1, TimeUnit.MINUTES);

    assertThat(answer.status()).isEqualTo(204);
  }

  @Test
  void aRefusalOnTheWayIsHeardAndTheRestStaysUnsent() throws Exception {
    Answer answer =
        send((in, out) -> {
              head(in);
              say(out, "HTTP/1.1 100 Continue\r\n\r\n");
              in.skipNBytes(1 << 20);
              say(out, QUOTA);
              return (1 << 20) + rest(in);
            })
            .get(1, TimeUnit.MINUTES);

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
              say(out, "HTTP/1.1 100 Continue\r\n\r\n");
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

  private CompletableFuture<Answer> send(Manners manners) throws NoSuchAlgorithmException {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket client = server.accept()) {
                received.complete(manners.serve(client.getInputStream(), client.getOutputStream()));
              } catch (IOException | AssertionError e) {
                received.completeExceptionally(e);
              }
            });
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v2/images/1/file");
    return new BodySender(
            SSLContext.getDefault(), new ProxyVariables(Map.of()), Duration.ofSeconds(20))
        .send(Request.put(uri).with("X-Auth-Token", "t"), new Zeros());
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

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Zeros implements LargeBody {
    @Override
    public long size() {
      return SIZE;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      byte[] piece = new byte[1 << 16];
      for (int sent = 0; sent < SIZE; sent += piece.length) {
        out.write(piece);
      }
    }
  }
}
