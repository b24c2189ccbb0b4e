package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.Readiness.Lack;
import dev.casement.hypervisor.Readiness.Part;
import dev.casement.hypervisor.Readiness.Program;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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

  @Test
  void aDiskThatBeginsWithAnotherIsACopyOfItsOwn() throws IOException {
    SystemCommandRunner programs = new SystemCommandRunner();
    VirtualDisk base =
        new QemuImg(programs)
            .create(directory.resolve("base.vdi"), DiskFormat.VDI, DataSize.mebibytes(8));
    qemuIo(programs, base.path(), "write -P 0x5a 1M 1M");
    byte[] before = Files.readAllBytes(base.path());
    Path own = Files.createDirectory(directory.resolve("own"));

    DiskHandle copy =
        new VirtualBoxHypervisor(new Programs(fake, programs), directory, Clock.systemUTC(), false)
            .createDisk("x", own, FileHandles.of(base));

    Path file = FileHandles.file(copy).path();
    assertThat(file).hasParent(own);
    // A second disk with the same UUID could not be attached (VirtualBox manual, "Cloning Disk
    // Images"); it is at this offset of a VDI's header.
    assertThat(Arrays.copyOfRange(Files.readAllBytes(file), 0x188, 0x198))
        .isNotEqualTo(Arrays.copyOfRange(before, 0x188, 0x198));
    qemuIo(programs, file, "read -P 0x5a 1M 1M", "write -P 0x11 1M 1M");
    assertThat(base.path()).hasBinaryContent(before);
  }

  private static void qemuIo(CommandRunner runner, Path disk, String... commands) {
    List<String> argv = new ArrayList<>(List.of("qemu-io", "-f", "vdi"));
    for (String command : commands) {
      argv.addAll(List.of("-c", command));
    }
    argv.add(disk.toString());
    runner.runOk(HostCommand.of(Duration.ofMinutes(1), argv));
  }

  /** VBoxManage is the fake one, all other programs are real. */
  private record Programs(CommandRunner manage, CommandRunner others) implements CommandRunner {
    @Override
    public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
      return of(command).run(command, onOutputLine);
    }

    @Override
    public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
      return of(command).runOk(command, onOutputLine);
    }

    @Override
    public HostProcess start(HostCommand command, Path log) {
      return of(command).start(command, log);
    }

    private CommandRunner of(HostCommand command) {
      return command.program().startsWith("qemu") ? others : manage;
    }
  }

  @Test
  void withoutItsKernelDriverItStartsNoMachine() throws IOException {
    Engine engine = new Engine("VirtualBox", "7.2.22", Optional.empty());
    Path linux = Files.createFile(directory.resolve("ostype"));
    KernelDriver driver = new KernelDriver(directory.resolve("vboxdrv"), linux);
    VirtualBoxVersion version = VirtualBoxVersion.parse("7.2.22r1");

    assertThat(driver.readiness(engine, version).program())
        .isInstanceOfSatisfying(
            Program.Unable.class,
            unable -> {
              assertThat(unable.lack().what()).contains("7.2.22", "vboxdrv does not exist");
              assertThat(unable.lack().remedy()).contains("modprobe vboxdrv");
            });
    Files.createFile(directory.resolve("vboxdrv"));
    assertThat(driver.readiness(engine, version).program()).isEqualTo(new Program.Ready(engine));
  }

  @Test
  void whatCameWithVersion7IsMissingFrom61() {
    Engine engine = new Engine("VirtualBox", "6.1.50", Optional.empty());
    Readiness readiness =
        KernelDriver.here().readiness(engine, VirtualBoxVersion.parse("6.1.50r161033"));

    assertThat(readiness.uefi()).isInstanceOf(Part.Present.class);
    assertThat(List.of(readiness.secureBoot(), readiness.tpm()))
        .hasOnlyElementsOfType(Part.Missing.class);
  }

  @Test
  void aHostWithoutVirtualBoxDoesNotHaveItInstalled() {
    FakeVBoxManage none =
        new FakeVBoxManage(
            arguments -> {
              throw new BuildException(Failure.MISSING_TOOL, "no VBoxManage", "install it");
            });

    Readiness readiness =
        new VirtualBoxHypervisor(none, directory, Clock.systemUTC(), false).readiness();

    assertThat(readiness.program())
        .isEqualTo(new Program.NotInstalled(new Lack("no VBoxManage", "install it")));
  }

  @Test
  void aVirtualBoxThatDoesNotAnswerStartsNoMachine() {
    FakeVBoxManage broken = new FakeVBoxManage(arguments -> FakeVBoxManage.fails("no service"));

    assertThat(
            new VirtualBoxHypervisor(broken, directory, Clock.systemUTC(), false)
                .readiness()
                .program())
        .isInstanceOf(Program.Unable.class);
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
                FileHandles.of(new VirtualDisk(directory.resolve("disk.vdi"), DiskFormat.VDI)),
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
