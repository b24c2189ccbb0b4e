package dev.casement.openstack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy on 127.0.0.1 that lets through who knows its user and password. */
public final class AskingProxy implements AutoCloseable {
  private static final String END = "\r\n\r\n";

  private final Connections connections;
  private final String expected;

  private final List<String> passed = new CopyOnWriteArrayList<>();

  public AskingProxy(String userAndPassword) throws IOException {
    byte[] plain = userAndPassword.getBytes(StandardCharsets.UTF_8);
    this.expected =
        "\r\nProxy-Authorization: Basic " + Base64.getEncoder().encodeToString(plain) + "\r\n";
    this.connections = new Connections(this::serve);
  }

  /** The first line of each request that was let through. */
  public List<String> passed() {
    return passed;
  }

  /** For the variables, with these words before the {@code @}. */
  public String address(String userAndPassword) {
    return "http://" + userAndPassword + "@127.0.0.1:" + connections.port();
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      OutputStream out = client.getOutputStream();
      if (!head.contains(expected)) {
        out.write(
            ("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0" + END)
                .getBytes(StandardCharsets.US_ASCII));
        return;
      }
      String line = head.lines().findFirst().orElseThrow();
      passed.add(line);
      String[] words = line.split(" ", -1);
      boolean tunnel = words[0].equals("CONNECT");
      URI target = URI.create(tunnel ? "tcp://" + words[1] : words[1]);
      try (Socket upstream = new Socket()) {
        upstream.connect(new InetSocketAddress(target.getHost(), target.getPort()));
        if (tunnel) {
          out.write(("HTTP/1.1 200 Go on" + END).getBytes(StandardCharsets.US_ASCII));
        } else {
          upstream.getOutputStream().write(plain(head, words, target));
        }
        pass(client, upstream);
      }
    } catch (IOException | InterruptedException e) {
      // The client is told by the end of the connection.
    }
  }

  /** The request as the server is to see it, and the only one of this connection. */
  private byte[] plain(String head, String[] words, URI target) {
    String path = target.getRawPath();
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    return head.replaceFirst(
            "^[^\r]*", words[0] + " " + path + query + " HTTP/1.1\r\nConnection: close")
        .replace(expected, "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void pass(Socket client, Socket upstream)
      throws IOException, InterruptedException {
    Thread on =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    client.getInputStream().transferTo(upstream.getOutputStream());
                    upstream.shutdownOutput();
                  } catch (IOException e) {
                    // The other direction ends as well.
                  }
                });
    upstream.getInputStream().transferTo(client.getOutputStream());
    client.close();
    on.join();
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int next;
    while ((next = in.read()) >= 0) {
      head.write(next);
      if (next == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith(END)) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    throw new IOException("the client went away");
  }

  @Override
  public void close() throws IOException {
    connections.close();
  }
}
