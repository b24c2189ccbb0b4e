package dev.casement.hypervisor.qemu;

import dev.casement.hypervisor.LogTail;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * QEMU's process, its channels to Casement, and its TPM; closing ends the processes and closes the
 * channels.
 */
record QemuProcess(
    HostProcess process, SocketChannel qmp, SocketChannel serial, Optional<HostProcess> tpm)
    implements AutoCloseable {
  /** A busy host may need long to load QEMU and allocate the guest's memory. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** Starts QEMU, and returns when QEMU has connected. */
  static QemuProcess start(
      CommandRunner runner,
      HostCommand command,
      RunDirectory directory,
      Path log,
      Optional<HostProcess> tpm)
      throws InterruptedException {
    try (ServerSocketChannel qmpServer = listen(directory.qmp());
        ServerSocketChannel serialServer = listen(directory.serial())) {
      HostProcess process = runner.start(command, log);
      CompletableFuture<SocketChannel> qmp = accept(qmpServer);
      CompletableFuture<SocketChannel> serial = accept(serialServer);
      try {
        var _ =
            process
                .onExit()
                .thenAccept(
                    _ -> {
                      qmp.completeExceptionally(new IOException("QEMU ended"));
                      serial.completeExceptionally(new IOException("QEMU ended"));
                    });
        return new QemuProcess(process, await(qmp, process), await(serial, process), tpm);
      } catch (BuildException | InterruptedException e) {
        process.close();
        // One of the two may have connected.
        var _ = qmp.thenAccept(QemuProcess::close);
        var _ = serial.thenAccept(QemuProcess::close);
        throw e;
      }
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "no sockets could be opened in " + directory.path() + ": " + e,
          "check the directory's permissions and free space",
          e);
    }
  }

  /** The failure when QEMU did not start; QEMU has ended when this returns or throws. */
  static BuildException failed(HostProcess process) throws InterruptedException {
    try {
      process.waitFor(LAST_WORDS);
    } finally {
      process.close();
    }
    return new BuildException(
        Failure.HOST,
        "QEMU did not start the machine: " + LogTail.of(process.log()),
        "replay it: " + process.replay());
  }

  private static ServerSocketChannel listen(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      return server.bind(UnixDomainSocketAddress.of(socket), 1);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static CompletableFuture<SocketChannel> accept(ServerSocketChannel server) {
    CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
    // Not virtual: see Qmp.
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                SocketChannel channel = server.accept();
                if (!accepted.complete(channel)) {
                  close(channel);
                }
              } catch (IOException e) {
                accepted.completeExceptionally(e);
              }
            });
    return accepted;
  }

  private static SocketChannel await(CompletableFuture<SocketChannel> accepted, HostProcess process)
      throws InterruptedException {
    try {
      return accepted.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw failed(process);
    }
  }

  @Override
  public void close() {
    process.close();
    tpm.ifPresent(HostProcess::close);
    close(qmp);
    close(serial);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing depends on whether closing succeeded.
    }
  }
}
