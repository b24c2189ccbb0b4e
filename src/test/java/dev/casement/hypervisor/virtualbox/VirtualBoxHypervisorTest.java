package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.process.CommandResult;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that fail, in ways that the real VirtualBox does not on request. */
@Tag("host-locale")
class VirtualBoxHypervisorTest {
  private static final CommandResult UNKNOWN =
      FakeVBoxManage.fails("VBoxManage: error: Details: code VBOX_E_OBJECT_NOT_FOUND\n");

  private final FakeVBoxManage fake = new FakeVBoxManage(this::answer);
  private boolean exists;

  @TempDir Path directory;

  @Test
  void aVmThatDoesNotStartIsRemovedAndTheEndOfItsLogShown() {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::start)
        .withMessageContaining(
            "did not start the VM casement-x: no; the end of its log:\nline 13\n")
        .withMessageEndingWith("line 20");

    assertThat(directory.resolve("virtualbox.log")).exists();
    assertThat(fake.asked).contains("unregistervm casement-x --delete");
  }

  @Test
  void aSmallDiskThatVirtualBoxRemembersIsForgottenBeforeItIsMadeAgain() {
    assertThatExceptionOfType(BuildException.class).isThrownBy(this::start);

    String disk = directory.resolve("base/casement/casement-x/virtio-scsi.vdi").toString();
    assertThat(fake.asked)
        .containsSubsequence(
            "showmediuminfo disk " + disk,
            "closemedium disk " + disk,
            "createmedium disk --filename " + disk + " --size 64 --format VDI",
            "closemedium disk " + disk);
  }

  private void start() {
    new VirtualBoxHypervisor(fake, directory.resolve("base"), Clock.systemUTC(), false)
        .start(
            new MachineSpec(
                "x",
                Release.WINDOWS_7,
                Architecture.AMD64,
                Firmware.BIOS,
                1,
                DataSize.gibibytes(1),
                false,
                new VirtualDisk(directory.resolve("disk.vdi"), DiskFormat.VDI),
                DiskBus.VIRTIO,
                List.of(),
                Optional.empty(),
                MachineSpec.Network.ISOLATED,
                directory,
                WindowsTimeZone.UTC,
                Optional.empty()),
            directory)
        .close();
  }

  private CommandResult answer(List<String> arguments) {
    return switch (arguments.getFirst()) {
      case "--version" -> FakeVBoxManage.says("7.2.22r1\n");
      case "createvm" -> exists(true);
      case "unregistervm" -> exists(false);
      case "showvminfo" -> exists ? FakeVBoxManage.says(info()) : UNKNOWN;
      case "startvm" -> {
        writeLog();
        yield FakeVBoxManage.fails("VBoxManage: error: no\n");
      }
      default -> FakeVBoxManage.says("");
    };
  }

  private CommandResult exists(boolean now) {
    exists = now;
    return FakeVBoxManage.says("");
  }

  private String info() {
    return """
    groups="/casement"
    CfgFile="%1$s/base/casement/casement-x/casement-x.vbox"
    LogFldr="%1$s/Logs"
    VMState="poweroff"
    """
        .formatted(directory);
  }

  private void writeLog() {
    StringBuilder log = new StringBuilder();
    for (int i = 1; i <= 20; i++) {
      log.append("line ").append(i).append('\n');
    }
    try {
      Files.createDirectories(directory.resolve("Logs"));
      Files.writeString(directory.resolve("Logs/VBox.log"), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
