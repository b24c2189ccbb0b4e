package dev.casement.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoverTest {
  private static final Duration ANY = Duration.ofMinutes(5);

  @TempDir Path directory;

  @Test
  void isAProgramOfOursThatWasToldOfAFileBelowTheDirectory() throws IOException {
    Path build = Files.createDirectory(directory.resolve("windows-7"));
    try (HostProcess qemu = startQemu(build)) {
      List<Leftover> found = Leftover.below(build);

      assertThat(found)
          .extracting(Leftover::toString)
          .containsExactly("qemu-system-x86_64 (process " + qemu.pid() + ")");
      assertThat(Leftover.below(directory.resolve("windows-7-sp1"))).isEmpty();
      assertThat(Leftover.below(Path.of("/windows-7"))).isEmpty();

      found.getFirst().end();
      assertThat(found.getFirst().process().isAlive()).isFalse();
      assertThat(Leftover.below(build)).isEmpty();
    }
  }

  @Test
  void isNoProgramOfTheUsers() throws IOException {
    Path log = Files.createFile(directory.resolve("serial.log"));
    try (HostProcess reader = start("tail", "-f", log.toString())) {
      assertThat(reader.isAlive()).isTrue();
      assertThat(Leftover.below(directory)).isEmpty();
    }
  }

  @Test
  void aDirectoryIsFoundInACommandLineAsTheHostWritesIt() {
    Pattern build = Leftover.naming("C:\\Users\\Ada L\\work\\windows-7", '\\');
    String line =
        "\"C:\\Program Files\\qemu\\qemu-system-x86_64.exe\" -D \"C:\\Users\\Ada L\\work\\%s\\qemu.log\"";

    assertThat(build.matcher(line.formatted("windows-7")).find()).isTrue();
    assertThat(build.matcher(line.formatted("windows-7-sp1")).find()).isFalse();
    assertThat(Leftover.naming("\\work", '\\').matcher(line.formatted("x")).find()).isFalse();
    assertThat(Leftover.naming("D:\\", '\\').matcher("qemu-img D:\\disk.qcow2").find()).isTrue();
  }

  /** One that has no guest, and waits. */
  private HostProcess startQemu(Path build) {
    return start(
        Tool.QEMU_X86_64.program(),
        "-machine",
        "none",
        "-nodefaults",
        "-display",
        "none",
        "-S",
        "-D",
        build.resolve("qemu.log").toString());
  }

  /** Returns when it is that program, which another one becomes a moment later. */
  private HostProcess start(String... argv) {
    HostProcess process =
        new SystemCommandRunner().start(HostCommand.of(ANY, argv), directory.resolve("output"));
    ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
    long deadline = System.nanoTime() + ANY.toNanos();
    while (!handle.info().command().orElse("").endsWith("/" + argv[0])
        && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    return process;
  }
}
