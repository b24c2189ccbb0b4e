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
 * A machine's first CD as its guest sees it: the ISO, but for four bytes, by which it boots without
 * asking for a key. The ISO is only read.
 *
 * @param file where the overlay is, a qcow2 file of some hundred KiB
 */
record BootOverlay(Path iso, Bypass bypass, Path file) {
  private static final Duration QUICK = Duration.ofMinutes(2);

  /** The overlay that this machine needs, if it does. */
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

  /** Whether a CD with this question asks it whatever is laid over it. */
  static boolean isNoHelp(BootPrompt prompt) {
    return prompt.bypass().isEmpty();
  }

  /** What makes it, in place of an older one; its directory is there. */
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

  /** Makes it. */
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
