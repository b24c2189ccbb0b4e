package dev.casement.openstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Passes TCP connections on to a server, slowly if asked to, and cuts those that carry as many
 * bytes as the next cut says.
 */
public final class CutProxy implements AutoCloseable {
  /** More than any request without an image's data has. */
  public static final int HEAD = 16_384;

  private final Connections connections;
  private final InetSocketAddress target;
  private final Deque<Long> cuts = new ConcurrentLinkedDeque<>();
  private volatile long pauseMillis;
  private volatile boolean always;
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

  public CutProxy(URI target) throws IOException {
    this.target = new InetSocketAddress(target.getHost(), target.getPort());
    this.connections = new Connections(this::serve);
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + connections.port());
  }

  /** The next connection that carries more bytes than this is cut there. */
  public CutProxy cutAfter(long bytes) {
    cuts.add(bytes);
    return this;
  }

  /** Every connection with an image's data is cut. */
  public CutProxy cutAlways() {
    always = true;
    return this;
  }

  /** Does something once, when a connection has carried the first of an image's data. */
  public CutProxy meanwhile(Runnable once) {
    meanwhile.set(once);
    return this;
  }

  /** Waits after each 64 KiB. */
  public CutProxy slow(long millis) {
    pauseMillis = millis;
    return this;
  }

  public int cutsLeft() {
    return cuts.size();
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket()) {
      upstream.connect(target);
      Thread back = Thread.ofVirtual().start(() -> passBack(upstream, client));
      passOn(client, upstream);
      back.join();
    } catch (IOException | InterruptedException e) {
      // A cut connection is what this is for.
    }
  }

  private static void passBack(Socket upstream, Socket client) {
    try {
      upstream.getInputStream().transferTo(client.getOutputStream());
      client.shutdownOutput();
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  private void passOn(Socket client, Socket upstream) throws IOException, InterruptedException {
    InputStream in = client.getInputStream();
    OutputStream out = upstream.getOutputStream();
    byte[] buffer = new byte[1 << 16];
    long passed = 0;
    int count;
    while ((count = in.read(buffer)) >= 0) {
      passed += count;
      Long cut = always ? Long.valueOf(HEAD) : cuts.peek();
      if (cut != null && passed > cut) {
        cuts.poll();
        // At once and without a good-bye, as a network does it.
        client.setSoLinger(true, 0);
        client.close();
        upstream.close();
        return;
      }
      out.write(buffer, 0, count);
      if (passed > HEAD) {
        meanwhile.getAndSet(() -> {}).run();
      }
      if (pauseMillis > 0 && passed > HEAD) {
        Thread.sleep(pauseMillis);
      }
    }
    upstream.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    connections.close();
  }
}
