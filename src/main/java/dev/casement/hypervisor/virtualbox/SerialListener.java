package dev.casement.hypervisor.virtualbox;

import dev.casement.hypervisor.RunDirectory;
import dev.casement.process.HostSystem;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Waits for the one connection that the serial port of a starting machine makes. */
final class SerialListener implements Closeable {
  private final ServerSocketChannel server;
  private final List<String> mode;

  private SerialListener(ServerSocketChannel server, List<String> mode) throws IOException {
    this.server = server;
    this.mode = mode;
    server.configureBlocking(false);
  }

  /**
   * A listener of the kind that VirtualBox can connect to on this host: on Windows its serial ports
   * know named pipes, on which Java cannot listen, and TCP (VirtualBox manual, "Serial Ports").
   */
  static SerialListener in(RunDirectory directory) throws IOException {
    return HostSystem.here() == HostSystem.WINDOWS ? onLoopback() : at(directory.serial());
  }

  /** At a socket, which only those can connect to who can enter its directory. */
  static SerialListener at(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket), 1);
    return new SerialListener(server, List.of("client", socket.toAbsolutePath().toString()));
  }

  /**
   * At a free port of this host alone. Every user of the host can connect first; then the machine
   * cannot, and does not start.
   */
  static SerialListener onLoopback() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
    return new SerialListener(
        server,
        List.of("tcpclient", address.getAddress().getHostAddress() + ":" + address.getPort()));
  }

  /** The port's mode and its end on the host, as {@code --uartmode1} takes them. */
  List<String> mode() {
    return mode;
  }

  /** The connection, if it has been made. */
  Optional<SocketChannel> accept() throws IOException {
    return Optional.ofNullable(server.accept());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
