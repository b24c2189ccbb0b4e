package dev.casement.cli.web;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A line to a server on this host that can be cut, and repaired. */
final class Line implements Closeable {
  private final int server;
  private final ServerSocket listener;
  private final List<Socket> sockets = new ArrayList<>();
  private boolean cut;

  Line(int server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        connect(listener.accept());
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private synchronized void connect(Socket from) throws IOException {
    if (cut) {
      from.close();
      return;
    }
    Socket to = new Socket(InetAddress.getLoopbackAddress(), server);
    sockets.add(from);
    sockets.add(to);
    Thread.ofVirtual().start(() -> pass(from, to));
    Thread.ofVirtual().start(() -> pass(to, from));
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // The line was cut, or one side has closed it.
    }
  }

  synchronized void cut() throws IOException {
    cut = true;
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  synchronized void repair() {
    cut = false;
  }

  @Override
  public void close() throws IOException {
    cut();
    listener.close();
  }
}
