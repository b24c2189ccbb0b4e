package dev.casement.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.hypervisor.RunDirectory;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuProcessTest {
  @TempDir Path logs;

  @Test
  void aChannelThatWasOpenedIsClosedWhenTheOtherDoesNotCome() throws IOException {
    List<SocketChannel> qemus = new ArrayList<>();
    try (RunDirectory directory = RunDirectory.create(Optional.empty(), logs)) {
      HostCommand command = HostCommand.of(Duration.ofMinutes(1), "sleep", "1");
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(
              () ->
                  QemuProcess.start(
                      new HalfConnected(directory.qmp(), qemus),
                      command,
                      directory,
                      logs.resolve("qemu.log"),
                      Optional.empty()))
          .withMessageContaining("QEMU did not start");
    }
    try (SocketChannel qmp = qemus.getFirst()) {
      assertThat(CompletableFuture.supplyAsync(() -> read(qmp), Thread::startVirtualThread))
          .as("what QEMU reads")
          .succeedsWithin(Duration.ofMinutes(5))
          .isEqualTo(-1);
    }
  }

  /** Ctrl-C may come while a QEMU that has closed its channel is given time to end. */
  @Test
  void whatDidNotStartIsEndedAlsoWhenNobodyWaitsForItsLastWords() {
    HostProcess process =
        new SystemCommandRunner()
            .start(HostCommand.of(Duration.ofMinutes(1), "sleep", "60"), logs.resolve("qemu.log"));
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> QemuProcess.failed(process));
    assertThat(process.isAlive()).isFalse();
  }

  private static int read(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects one of QEMU's sockets and leaves the other one alone. */
  private record HalfConnected(Path socket, List<SocketChannel> connected)
      implements CommandRunner {
    @Override
    public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
      throw new AssertionError(command);
    }

    @Override
    public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
      throw new AssertionError(command);
    }

    @Override
    public HostProcess start(HostCommand command, Path log) {
      try {
        connected.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new SystemCommandRunner().start(command, log);
    }
  }
}
