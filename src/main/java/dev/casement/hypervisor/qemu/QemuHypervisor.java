package dev.casement.hypervisor.qemu;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.hypervisor.Scripting;
import dev.casement.hypervisor.Sharing;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.windows.Firmware;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs virtual machines with qemu-system-x86_64.
 *
 * <p>A run's log directory contains {@code qemu.log} (QEMU's output), {@code serial.log} (the
 * serial port, raw), {@code qmp.log} (the messages between QEMU and Casement) and {@code
 * swtpm.log}.
 */
public final class QemuHypervisor implements Hypervisor {
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Pattern VERSION = Pattern.compile("version ([0-9][0-9.]*)");

  private final CommandRunner runner;
  private final QemuAccelerator accelerators;
  private final Optional<DataSize> translations;
  private final Optional<Path> temporary;
  private final Clock clock;
  private volatile @Nullable String version;

  /**
   * Starts no program until it is used.
   *
   * @param cacheDirectory caches which accelerator works; created when needed
   * @param clock the time when a machine starts
   * @param translations how much translated code a QEMU without a hardware accelerator keeps; empty
   *     for as much as it wants, 1 GiB since 5.0
   */
  public QemuHypervisor(
      CommandRunner runner, Path cacheDirectory, Clock clock, Optional<DataSize> translations) {
    this(runner, cacheDirectory, clock, translations, Optional.empty());
  }

  /** With another directory for sockets than the system's temporary directory. */
  QemuHypervisor(
      CommandRunner runner,
      Path cacheDirectory,
      Clock clock,
      Optional<DataSize> translations,
      Optional<Path> temporary) {
    this.runner = runner;
    this.translations = translations;
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
        Readiness.part(() -> UefiFirmware.find(Firmware.UEFI, program()).code().toString()),
        Readiness.part(() -> UefiFirmware.find(Firmware.UEFI_SECURE, program()).code().toString()),
        Readiness.part(() -> new SoftwareTpm(runner).version()));
  }

  @Override
  public DiskHandle createDisk(String machine, Path directory, DataSize size) {
    VirtualDisk file = diskIn(directory);
    return FileHandles.of(new QemuImg(runner).create(file.path(), file.format(), size));
  }

  /** {@inheritDoc} The new disk is a layer over the other one. */
  @Override
  public DiskHandle createDisk(String machine, Path directory, DiskHandle base) {
    Path file = diskIn(directory).path();
    return FileHandles.of(new QemuImg(runner).createOver(file, FileHandles.file(base)));
  }

  @Override
  public DiskHandle createDisk(
      String machine, Path directory, ImageCopy copy, IntConsumer onPercent) {
    DiskHandle disk = createDisk(machine, directory, copy.size());
    return FileHandles.fill(disk, copy, new QemuImg(runner), onPercent);
  }

  static VirtualDisk diskIn(Path directory) {
    return new VirtualDisk(directory.resolve("disk.qcow2"), DiskFormat.QCOW2);
  }

  @Override
  public DiskHandle keepDisk(DiskHandle disk, Path directory) {
    return FileHandles.keep(disk, directory);
  }

  @Override
  public boolean owns(DiskHandle disk) {
    return FileHandles.isFile(disk);
  }

  @Override
  public DiskHandle importDisk(VirtualDisk file) {
    return FileHandles.of(file);
  }

  @Override
  public VirtualDisk exportDisk(DiskHandle disk, Path directory) {
    return FileHandles.file(disk);
  }

  @Override
  public void deleteDisk(DiskHandle disk) {
    FileHandles.delete(disk);
  }

  /** {@inheritDoc} The medium is the file itself. */
  @Override
  public MediumHandle importMedium(Path image, Sharing sharing) {
    return FileHandles.of(image);
  }

  @Override
  public void deleteMedium(MediumHandle medium) {
    // The medium is the file, which is kept.
  }

  @Override
  public Optional<Scripting> scripting() {
    return Optional.of(new QemuScripting(accelerators, clock, this::program));
  }

  /** {@inheritDoc} False where an overlay of the CD avoids the prompt. */
  @Override
  public boolean awaitsKey(BootPrompt prompt) {
    return BootOverlay.isNoHelp(prompt);
  }

  @Override
  public VirtualMachine start(MachineSpec machine, Path logDirectory) {
    Optional<UefiFirmware> firmware = UefiFirmware.of(machine, program());
    firmware.ifPresent(uefi -> uefi.prepareVariables(machine.stateDirectory()));
    BootOverlay.of(machine).ifPresent(overlay -> overlay.create(runner));
    RunDirectory directory = RunDirectory.create(temporary, machine.stateDirectory());
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
    HostCommand command = command(machine, firmware, directory);
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
        return new RunningQemu(directory, qemu, logDirectory);
      } catch (QmpException e) {
        // Ctrl-C may have closed the channel, and then ends the wait for QEMU's last words, too.
        try {
          throw QemuProcess.failed(qemu.process());
        } finally {
          qemu.close();
        }
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
      MachineSpec machine, Optional<UefiFirmware> firmware, RunDirectory directory) {
    return HostCommand.of(
        QUICK,
        new QemuCommandLine(
                machine,
                accelerators.choose().accelerator(),
                translations,
                firmware,
                Wiring.toCasement(directory),
                HardwareClock.at(clock.instant(), machine.timeZone()))
            .argv());
  }

  private Optional<Path> program() {
    return runner.find(Tool.QEMU_X86_64.program());
  }

  private String askVersion() {
    String stdout =
        runner.runOk(HostCommand.of(QUICK, Tool.QEMU_X86_64.program(), "--version")).stdout();
    Matcher matcher = VERSION.matcher(stdout);
    return matcher.find() ? matcher.group(1) : "of unknown version";
  }
}
