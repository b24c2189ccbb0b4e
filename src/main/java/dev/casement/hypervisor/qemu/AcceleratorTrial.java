package dev.casement.hypervisor.qemu;

import dev.casement.hypervisor.LogTail;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Runs a few guest instructions under an accelerator. That a device such as /dev/kvm can be opened
 * proves little: under the nested virtualization of some hosts guests still crash, hang or crawl.
 *
 * <p>The guest is a ROM of 64 KiB in place of the BIOS. Like a 64-bit operating system it goes from
 * real mode through protected mode and paging to long mode. It counts down from 20 million, exits
 * to the host a thousand times, and then ends QEMU through its debug exit device with exit code 85
 * = 2 · 42 + 1. A working accelerator needs some ten milliseconds.
 */
final class AcceleratorTrial {
  private static final Duration DEADLINE = Duration.ofSeconds(3);
  private static final int PASSED = 2 * 42 + 1;
  private static final int ROM_SIZE = 0x10000;

  /** The offset of the code in the ROM, whose last byte is at 0xffffffff. */
  private static final int CODE_OFFSET = 0xf000;

  /** The offset at which an x86 processor fetches its first instruction. */
  private static final int RESET_OFFSET = 0xfff0;

  /** The machine code; the listing beside it uses addresses of the ROM at 0xffff0000. */
  private static final String CODE =
      // 16 bits: cli; lgdt cs:[0xf0c0]; cr0 |= 1 (protected mode); jmp 0x08:0xfffff018
      "fa 2e660f0116c0f0 0f20c0 0c01 0f22c0 66ea18f0ffff0800"
          // 32 bits: ds = es = ss = 0x10
          + "b810000000 8ed8 8ec0 8ed0"
          // clear 12 KiB at 0x1000 for three page tables: eax = 0; edi = 0x1000; ecx = 0xc00; rep
          // stosd
          + "31c0 bf00100000 b9000c0000 f3ab"
          // PML4[0] = 0x2000; PDPT[3] = 0x3000, the fourth GiB; PD[511] = 0xffe00000, 2 MiB page
          + "c7050010000003200000 c7051820000003300000 c705f83f00008300e0ff"
          // cr4 |= 0x20 (PAE); cr3 = 0x1000
          + "0f20e0 0c20 0f22e0 b800100000 0f22d8"
          // EFER |= 0x100 (long mode); cr0 |= 1 << 31 (paging); jmp 0x18:0xfffff07c
          + "b9800000c0 0f32 80cc01 0f30 0f20c0 0fbae81f 0f22c0 ea7cf0ffff1800"
          // 64 bits: ecx = 20000000; do {} while (--ecx)
          + "b9002d3101 ffc9 75fc"
          // ecx = 1000; do { out 0x80, al } while (--ecx)
          + "b9e8030000 e680 ffc9 75fa"
          // al = 42; dx = 0xf4; out dx, al (ends QEMU); do { hlt } forever; six bytes of padding
          + "b02a 66baf400 ee f4 ebfd 660f1f440000"
          // The GDT: null; 0x08 32-bit code; 0x10 data; 0x18 64-bit code. All are marked as
          // accessed, because the processor cannot write the mark to a ROM.
          + "0000000000000000 ffff0000009bcf00 ffff00000093cf00 ffff0000009baf00"
          // The operand of lgdt: limit 31, base 0xfffff0a0
          + "1f00 a0f0ffff";

  /** jmp 0xf000, in 16-bit code: from 0xfff3 back by 0xff3. */
  private static final String RESET = "e90df0";

  private final CommandRunner runner;
  private final Duration deadline;

  AcceleratorTrial(CommandRunner runner) {
    this(runner, DEADLINE);
  }

  AcceleratorTrial(CommandRunner runner, Duration deadline) {
    this.runner = runner;
    this.deadline = deadline;
  }

  static byte[] rom() {
    byte[] rom = new byte[ROM_SIZE];
    // hlt everywhere else stops a processor that jumps astray.
    Arrays.fill(rom, (byte) 0xf4);
    place(rom, CODE_OFFSET, CODE);
    place(rom, RESET_OFFSET, RESET);
    return rom;
  }

  private static void place(byte[] rom, int offset, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    System.arraycopy(bytes, 0, rom, offset, bytes.length);
  }

  /** Tries this accelerator with its CPU model; returns why it fails, or empty when it works. */
  Optional<String> run(Accelerator accelerator) {
    return run(accelerator.id(), accelerator.cpu(), rom());
  }

  Optional<String> run(String accelerator, String cpu, byte[] rom) {
    try {
      return run(accelerator, cpu, rom, Files.createTempDirectory("casement-trial-"));
    } catch (IOException e) {
      return Optional.of("the trial guest could not be written: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException(
          Failure.CANCELLED,
          "cancelled while an accelerator was being tried",
          "run the build" + " again",
          e);
    }
  }

  private Optional<String> run(String accelerator, String cpu, byte[] rom, Path directory)
      throws IOException, InterruptedException {
    Path romFile = directory.resolve("trial.rom");
    Path log = directory.resolve("trial.log");
    try {
      Files.write(romFile, rom);
      List<String> argv =
          List.of(
              Tool.QEMU_X86_64.program(),
              "-no-user-config",
              "-nodefaults",
              "-machine",
              "pc",
              "-accel",
              accelerator,
              "-cpu",
              cpu,
              "-m",
              "16M",
              "-display",
              "none",
              "-bios",
              romFile.toString(),
              "-device",
              "isa-debug-exit,iobase=0xf4,iosize=1");
      try (HostProcess process = runner.start(HostCommand.of(deadline, argv), log)) {
        if (!process.waitFor(deadline)) {
          return Optional.of(
              "a trial guest did not finish in " + deadline.toMillis() / 1000.0 + " s");
        }
        int exitCode = process.exitCode().orElseThrow();
        return exitCode == PASSED
            ? Optional.empty()
            : Optional.of("a trial guest failed: " + firstLine(LogTail.of(log)));
      }
    } finally {
      Files.deleteIfExists(romFile);
      Files.deleteIfExists(log);
      Files.deleteIfExists(directory);
    }
  }

  private static String firstLine(String text) {
    return text.lines()
        .filter(line -> !line.contains("warning:"))
        .findFirst()
        .orElse(text)
        .replace(Tool.QEMU_X86_64.program() + ": ", "");
  }
}
