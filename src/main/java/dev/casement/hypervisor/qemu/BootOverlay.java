package dev.casement.hypervisor.qemu;

import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.BootPrompt.Bypass;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A copy-on-write overlay of a machine's first CD that changes four bytes, so that the CD boots
 * without waiting for a key. The ISO is only read.
 *
 * @param file the overlay, a qcow2 file of some hundred KiB
 */
record BootOverlay(Path iso, Bypass bypass, Path file) {
  private static final Duration QUICK = Duration.ofMinutes(2);

  /** The overlay for this machine, if it needs one. */
  static Optional<BootOverlay> of(MachineSpec machine) {
    return machine
        .prompt()
        .flatMap(BootPrompt::bypass)
        .map(
            bypass ->
                new BootOverlay(
                    FileHandles.file(machine.cds().getFirst()),
                    bypass,
                    machine.stateDirectory().resolve("boot-cd.qcow2").toAbsolutePath()));
  }

  /** Whether no overlay can avoid this prompt. */
  static boolean isNoHelp(BootPrompt prompt) {
    return prompt.bypass().isEmpty();
  }

  /** The commands that create it, replacing an older one; its directory must exist. */
  List<HostCommand> commands() {
    String backing = iso.toString();
    List<String> write = new ArrayList<>(List.of(Tool.QEMU_IO.program(), "-f", "qcow2"));
    for (int i = 0; i < Integer.BYTES; i++) {
      long octet = bypass.sector() >> (Byte.SIZE * i) & 0xff;
      write.add("-c");
      write.add(
          String.format(Locale.ROOT, "write -q -P 0x%02x %d 1", octet, bypass.position() + i));
    }
    write.add(file.toString());
    return List.of(
        HostCommand.of(
            QUICK,
            Tool.QEMU_IMG.program(),
            "create",
            "-q",
            "-f",
            "qcow2",
            "-F",
            "raw",
            "-b",
            backing,
            file.toString()),
        HostCommand.of(QUICK, write));
  }

  void create(CommandRunner runner) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the directory of " + file + " could not be created: " + e,
          "check the directory's permissions and free space",
          e);
    }
    commands().forEach(runner::runOk);
  }
}
