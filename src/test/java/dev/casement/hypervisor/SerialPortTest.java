package dev.casement.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.files.RotatingLog;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SerialPortTest {
  @TempDir Path directory;

  @Test
  @Timeout(300)
  void hangsUpWhenTheOtherEndStaysOpenAndHasToldEverythingUntilThen() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
    BlockingQueue<MachineEvent.SerialLine> lines = new LinkedBlockingQueue<>();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      try (SocketChannel guest = SocketChannel.open(address);
          RotatingLog log = new RotatingLog(directory.resolve("serial.log"), 1000);
          SerialPort port = new SerialPort(server.accept(), log, lines::add)) {
        guest.write(ByteBuffer.wrap("one\ntwo".getBytes(StandardCharsets.US_ASCII)));
        assertThat(lines.take().text()).isEqualTo("one");
        port.awaitEnd(Duration.ofMillis(1));
        assertThat(lines.take().text()).isEqualTo("two");
      }
    }
  }
}
