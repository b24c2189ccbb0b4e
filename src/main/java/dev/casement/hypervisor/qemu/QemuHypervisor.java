package dev.casement.hypervisor.qemu;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs virtual machines with qemu-system-x86_64.
 *
 * <p>In the log directory of a run: {@code qemu.log} (QEMU's own output), {@code serial.log} (the
 * serial port, raw), {@code qmp.log} (the messages between QEMU and Casement), {@code swtpm.log}.
 */
public final class QemuHypervisor implements Hypervisor {
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Pattern VERSION = Pattern.compile("version ([0-9][0-9.]*)");

  private final CommandRunner runner;
  private final QemuAccelerator accelerators;
  private final Optional<Path> temporary;
  private final Clock clock;
  private volatile @Nullable String version;

  /**
   * Costs nothing until it is used.
   *
   * @param cacheDirectory where it is kept which accelerator works here; made when needed
   * @param clock what time it is when a machine starts
   */
  public QemuHypervisor(CommandRunner runner, Path cacheDirectory, Clock clock) {
    this(runner, cacheDirectory, clock, Optional.empty());
  }

  /** With another place for the sockets than the system's for temporary files. */
  QemuHypervisor(CommandRunner runner, Path cacheDirectory, Clock clock, Optional<Path> temporary) {
    this.runner = runner;
    this.accelerators = new QemuAccelerator(runner, cacheDirectory);
    this.temporary = temporary;
    this.clock = clock;
  }

  @Override
  public HypervisorKind kind() {
    return HypervisorKind.QEMU;
  }

  @Override
  public Engine engine() {
    String known = version;
    if (known == null) {
      known = askVersion();
      version = known;
    }
    return new Engine("QEMU", known, Optional.of(accelerators.choose().acceleration()));
  }

  @Override
  public Readiness readiness() {
    return new Readiness(
        Readiness.program(this::engine),
        Readiness.part(() -> UefiFirmware.find(Firmware.UEFI).code().toString()),
        Readiness.part(() -> UefiFirmware.find(Firmware.UEFI_SECURE).code().toString()),
        Readiness.part(() -> new SoftwareTpm(runner).version()));
  }

  @Override
  public DiskFormat diskFormat() {
    return DiskFormat.QCOW2;
  }

  @Override
  public void createDisk(VirtualDisk disk, DataSize size) {
    new QemuImg(runner).create(disk.path(), disk.format(), size);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The machine is the same as Casement's; only its serial port is the terminal, its screen a
   * socket in /tmp, and there is no monitor. Which accelerator works is found out by trial, unless
   * it is known already.
   */
  @Override
  public String preview(MachineSpec machine, Path logDirectory) {
    Optional<UefiFirmware> firmware = firmware(machine);
    Wiring wiring = Wiring.toTerminal(machine.name());
    return preparation(machine, firmware, wiring) + byHand(machine, firmware, wiring);
  }

  /** The command, whose hardware clock the shell sets. */
  private String byHand(MachineSpec machine, Optional<UefiFirmware> firmware, Wiring wiring) {
    String clockInShell = HardwareClock.inShell(machine.timeZone());
    return HardwareClock.unquoted(command(machine, firmware, wiring, clockInShell).replay());
  }

  /** What has to be there before the machine starts: variables of the firmware, TPM, overlay. */
  private String preparation(MachineSpec machine, Optional<UefiFirmware> firmware, Wiring wiring) {
    StringBuilder commands = new StringBuilder();
    firmware.ifPresent(
        uefi ->
            commands
                .append(line("mkdir", "-p", machine.stateDirectory().toString()))
                .append(
                    line(
                        "cp",
                        "--no-clobber",
                        uefi.variablesTemplate().toString(),
                        uefi.variables(machine.stateDirectory()).toString())));
    if (machine.tpm()) {
      commands.append(line("mkdir", "-p", SoftwareTpm.state(machine.stateDirectory()).toString()));
      List<String> tpm = new ArrayList<>(SoftwareTpm.argv(machine.stateDirectory(), wiring.tpm()));
      tpm.add("--daemon");
      commands.append(line(tpm.toArray(String[]::new)));
    }
    BootOverlay.of(machine).ifPresent(overlay -> commands.append(byHand(overlay)));
    return commands.append(HardwareClock.line(machine.timeZone(), clock.instant())).toString();
  }

  private static String byHand(BootOverlay overlay) {
    StringBuilder commands = new StringBuilder();
    commands.append(
        "# The install DVD with another boot image of its own, which asks for no key\n");
    overlay.commands().forEach(command -> commands.append(command.replay()).append('\n'));
    return commands.toString();
  }

  @Override
  public String createDiskByHand(VirtualDisk disk, DataSize size) {
    return QemuImg.createByHand(disk, size);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The screen is on a socket in /tmp, as with {@link #preview}; where a key has to be pressed,
   * it is through QEMU's monitor, which is what QEMU's input is for here.
   */
  @Override
  public String runByHand(MachineSpec machine, Path logDirectory) {
    boolean keyAwaited = awaitsKey(machine);
    Optional<UefiFirmware> firmware = firmware(machine);
    Wiring wiring = Wiring.toScript(machine.name(), logDirectory.resolve(SERIAL_LOG));
    String qemu = byHand(machine, firmware, wiring);
    String keys =
        keyAwaited
            ? """
            # Microsoft's DVDs ask for a key before they boot.
            for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
              sleep 1
              echo sendkey up
            done |
            """
            : "";
    String noInput = keyAwaited ? " >/dev/null" : " </dev/null >/dev/null";
    return preparation(machine, firmware, wiring)
        + "# The machine, until it powers off\n"
        + keys
        + qemu
        + noInput;
  }

  /**
   * {@inheritDoc} Not where the CD has a boot image that does not ask: an overlay makes it boot.
   */
  @Override
  public boolean awaitsKey(MachineSpec machine) {
    return machine.prompt().isPresent() && BootOverlay.of(machine).isEmpty();
  }

  private static String line(String... argv) {
    return HostCommand.of(QUICK, argv).replay() + "\n";
  }

  @Override
  public VirtualMachine start(MachineSpec machine, Path logDirectory) {
    Optional<UefiFirmware> firmware = firmware(machine);
    firmware.ifPresent(uefi -> uefi.prepareVariables(machine.stateDirectory()));
    BootOverlay.of(machine).ifPresent(overlay -> overlay.create(runner));
    RunDirectory directory = RunDirectory.create(temporary);
    try {
      RunningQemu started = start(machine, firmware, directory, logDirectory);
      version = started.version();
      accelerators.confirm(started.version());
      return started;
    } catch (InterruptedException e) {
      directory.close();
      Thread.currentThread().interrupt();
      throw new BuildException(
          Failure.CANCELLED, "cancelled while QEMU was starting", "run the build again", e);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private RunningQemu start(
      MachineSpec machine,
      Optional<UefiFirmware> firmware,
      RunDirectory directory,
      Path logDirectory)
      throws InterruptedException {
    HostCommand command =
        command(
            machine,
            firmware,
            Wiring.toCasement(directory),
            HardwareClock.at(clock.instant(), machine.timeZone()));
    Optional<HostProcess> tpm =
        machine.tpm()
            ? Optional.of(
                new SoftwareTpm(runner)
                    .start(
                        machine.stateDirectory(),
                        directory.tpm(),
                        logDirectory.resolve("swtpm.log")))
            : Optional.empty();
    try {
      QemuProcess qemu =
          QemuProcess.start(runner, command, directory, logDirectory.resolve("qemu.log"), tpm);
      try {
        return new RunningQemu(directory, qemu, logDirectory, preview(machine, logDirectory));
      } catch (QmpException e) {
        BuildException failure = QemuProcess.failed(qemu.process());
        qemu.close();
        throw failure;
      } catch (RuntimeException | InterruptedException e) {
        qemu.close();
        throw e;
      }
    } catch (RuntimeException | InterruptedException e) {
      tpm.ifPresent(HostProcess::close);
      throw e;
    }
  }

  private HostCommand command(
      MachineSpec machine, Optional<UefiFirmware> firmware, Wiring wiring, String base) {
    Accelerator accelerator = accelerators.choose().accelerator();
    return HostCommand.of(
        QUICK, new QemuCommandLine(machine, accelerator, firmware, wiring, base).argv());
  }

  private static Optional<UefiFirmware> firmware(MachineSpec machine) {
    if (machine.architecture() == Architecture.ARM64) {
      throw new BuildException(
          Failure.RECIPE,
          "QEMU machines for arm64 are not supported",
          "use media for amd64 or x86");
    }
    if (!machine.firmware().isUefi()) {
      return Optional.empty();
    }
    if (machine.architecture() == Architecture.X86) {
      throw new BuildException(
          Failure.RECIPE,
          "UEFI is not supported for 32-bit machines",
          "set machine.firmware: bios");
    }
    return Optional.of(UefiFirmware.find(machine.firmware()));
  }

  private String askVersion() {
    String stdout =
        runner.runOk(HostCommand.of(QUICK, Tool.QEMU_X86_64.program(), "--version")).stdout();
    Matcher matcher = VERSION.matcher(stdout);
    return matcher.find() ? matcher.group(1) : "of unknown version";
  }
}
