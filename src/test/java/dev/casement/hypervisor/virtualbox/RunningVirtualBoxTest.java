package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.RunDirectory;
import dev.casement.process.CommandResult;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("host-locale")
class RunningVirtualBoxTest {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final FakeVBoxManage fake = new FakeVBoxManage(this::answer);

  @TempDir Path directory;

  /** It has powered off, but somebody else holds its end of the serial port. */
  @Test
  @Timeout(300)
  void closingItDoesNotWaitForASerialPortThatStaysOpen() throws Exception {
    RunDirectory run = RunDirectory.create(Optional.empty(), directory);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(run.serial()));
      try (SocketChannel guest = SocketChannel.open(UnixDomainSocketAddress.of(run.serial()))) {
        assertThat(guest.isConnected()).isTrue();
        RunningVirtualBox machine = machine(run, server.accept());
        asked.await();
        machine.close();
      }
    }

    assertThat(fake.asked).contains("unregistervm casement-x --delete");
    assertThat(directory.resolve("virtualbox.log")).exists();
    assertThat(run.path()).doesNotExist();
  }

  private RunningVirtualBox machine(RunDirectory run, SocketChannel serial) throws IOException {
    VBoxManage manage = new VBoxManage(fake, Duration.ZERO);
    OwnMachines own = new OwnMachines(manage, directory.resolve("base"));
    // A change of state in the log is asked about at once.
    Path log = directory.resolve("VBox.log");
    Files.writeString(log, "Changing the VM state from 'RUNNING' to 'POWERING_OFF'\n");
    return new RunningVirtualBox(
        "casement-x", new RunningVirtualBox.Session(manage, own, run), serial, log, directory);
  }

  private CommandResult answer(List<String> arguments) {
    if (!arguments.getFirst().equals("showvminfo")) {
      return FakeVBoxManage.says("");
    }
    asked.countDown();
    return FakeVBoxManage.says(
        """
        groups="/casement"
        CfgFile="%s/base/casement/casement-x/casement-x.vbox"
        VMState="poweroff"
        """
            .formatted(directory));
  }
}
