package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.FileHandles;
import dev.casement.process.CommandResult;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that come while VirtualBox's service is ending, as VirtualBox 7.2.22 answers them. */
class VBoxManageTest {
  private static final CommandResult TURNED_AWAY =
      FakeVBoxManage.fails(
          """
          VBoxManage: error: Failed to create the VirtualBox object!
          VBoxManage: error: Code NS_ERROR_FAILURE (0x80004005) - Operation failed (extended info not available)
          VBoxManage: error: Most likely, the VirtualBox COM server is not running or failed to start.
          """);

  @TempDir Path directory;

  @Test
  void whatWasTurnedAwayIsAskedAgain() {
    Deque<CommandResult> answers =
        new ArrayDeque<>(List.of(TURNED_AWAY, TURNED_AWAY, FakeVBoxManage.says("made")));
    FakeVBoxManage fake = new FakeVBoxManage(arguments -> answers.remove());

    assertThat(new VBoxManage(fake, Duration.ZERO).run(List.of("createmedium")).stdout())
        .isEqualTo("made");
    assertThat(fake.asked).hasSize(3).containsOnly("createmedium");
  }

  @Test
  void aServiceThatNeverStartsIsAnErrorInItsOwnWords() {
    FakeVBoxManage fake = new FakeVBoxManage(arguments -> TURNED_AWAY);

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> new VBoxManage(fake, Duration.ZERO).ok(List.of("createmedium")))
        .withMessageContaining("createmedium failed: Failed to create the VirtualBox object!")
        .withMessageContaining("COM server is not running");
    assertThat(fake.asked.size()).isBetween(2, 10);
  }

  @Test
  void aScriptWaitsForTheServiceBeforeItCalls() throws IOException {
    Path program = directory.resolve("VBoxManage");
    Files.writeString(
        program,
        """
        #!/bin/sh
        echo "$*" >>calls
        [ "$(grep -c . calls)" -gt 1 ] || { echo turned away >&2; exit 1; }
        """);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    VirtualDisk disk = new VirtualDisk(directory.resolve("disk.vdi"), DiskFormat.VDI);
    String script =
        new VirtualBoxHypervisor(
                new SystemCommandRunner(List.of()), directory, Clock.systemUTC(), false)
            .scripting()
            .orElseThrow()
            .createDisk(FileHandles.of(disk), DataSize.gibibytes(1));
    HostCommand command =
        new HostCommand(
            List.of("sh", "-euc", "cd %s%n%s".formatted(directory, script)),
            Duration.ofMinutes(1),
            Optional.empty(),
            Map.of("PATH", directory + ":/usr/bin:/bin"));

    assertThat(new SystemCommandRunner().run(command).exitCode()).isZero();
    assertThat(Files.readAllLines(directory.resolve("calls")))
        .containsExactly(
            "list vms",
            "createmedium disk --filename " + disk.path() + " --size 1024 --format VDI",
            "list vms",
            "closemedium disk " + disk.path());
  }
}
