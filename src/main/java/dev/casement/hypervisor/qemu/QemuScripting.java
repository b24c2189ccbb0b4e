package dev.casement.hypervisor.qemu;

import dev.casement.disk.QemuImg;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.Scripting;
import dev.casement.process.HostCommand;
import dev.casement.units.DataSize;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * QEMU commands for running machines by hand. The working accelerator is determined by trial,
 * unless it is cached.
 */
final class QemuScripting implements Scripting {
  /** Ignored here: only Casement's own runs have time limits. */
  private static final Duration IGNORED = Duration.ofMinutes(1);

  private final QemuAccelerator accelerators;
  private final Clock clock;
  private final Supplier<Optional<Path>> qemu;

  /**
   * @param qemu finds the program
   */
  QemuScripting(QemuAccelerator accelerators, Clock clock, Supplier<Optional<Path>> qemu) {
    this.accelerators = accelerators;
    this.clock = clock;
    this.qemu = qemu;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The machine differs from Casement's only in these: its serial port is the terminal, its
   * screen is a socket in /tmp, and it has no monitor.
   */
  @Override
  public String start(MachineSpec machine, Path logDirectory) {
    Optional<UefiFirmware> firmware = UefiFirmware.of(machine, qemu.get());
    Wiring wiring = Wiring.toTerminal(machine.name());
    return preparation(machine, firmware, wiring) + qemu(machine, firmware, wiring);
  }

  @Override
  public DiskHandle disk(Path directory) {
    return FileHandles.of(QemuHypervisor.diskIn(directory));
  }

  @Override
  public String createDisk(DiskHandle disk, DataSize size) {
    return QemuImg.createByHand(FileHandles.file(disk), size);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The screen is a socket in /tmp, as with {@link #start}. QEMU's standard input is its
   * monitor, through which a key is pressed where required.
   */
  @Override
  public String run(MachineSpec machine, Path logDirectory) {
    boolean keyAwaited = machine.prompt().filter(BootOverlay::isNoHelp).isPresent();
    Optional<UefiFirmware> firmware = UefiFirmware.of(machine, qemu.get());
    Wiring wiring = Wiring.toScript(machine.name(), logDirectory.resolve(Hypervisor.SERIAL_LOG));
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
        + qemu(machine, firmware, wiring)
        + noInput;
  }

  /** The command; the shell sets its hardware clock. */
  private String qemu(MachineSpec machine, Optional<UefiFirmware> firmware, Wiring wiring) {
    Accelerator accelerator = accelerators.choose().accelerator();
    String base = HardwareClock.inShell(machine.timeZone());
    List<String> argv =
        new QemuCommandLine(machine, accelerator, Optional.empty(), firmware, wiring, base).argv();
    return HardwareClock.unquoted(HostCommand.of(IGNORED, argv).replay());
  }

  /** The commands that prepare the machine's start: firmware variables, TPM, overlay. */
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
    BootOverlay.of(machine).ifPresent(overlay -> commands.append(create(overlay)));
    return commands.append(HardwareClock.line(machine.timeZone(), clock.instant())).toString();
  }

  private static String create(BootOverlay overlay) {
    StringBuilder commands = new StringBuilder();
    commands.append(
        "# The install DVD with another boot image of its own, which asks for no key\n");
    overlay.commands().forEach(command -> commands.append(command.replay()).append('\n'));
    return commands.toString();
  }

  private static String line(String... argv) {
    return HostCommand.of(IGNORED, argv).replay() + "\n";
  }
}
