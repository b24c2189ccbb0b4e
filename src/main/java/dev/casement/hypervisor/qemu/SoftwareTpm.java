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
import java.util.List;

/** A TPM 2.0 emulated by swtpm, whose state lasts as long as the build. */
final class SoftwareTpm {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private final CommandRunner runner;

  SoftwareTpm(CommandRunner runner) {
    this.runner = runner;
  }

  static Path state(Path stateDirectory) {
    return stateDirectory.resolve("tpm");
  }

  /** The program and its arguments; it ends when QEMU closes its socket. */
  static List<String> argv(Path stateDirectory, Path socket) {
    return List.of(
        Tool.SWTPM.program(),
        "socket",
        "--tpm2",
        "--tpmstate",
        "dir=" + state(stateDirectory).toAbsolutePath() + ",mode=0600",
        "--ctrl",
        "type=unixio,path=" + socket.toAbsolutePath() + ",mode=0600",
        "--terminate");
  }

  /**
   * swtpm's version line: {@code TPM emulator version 0.7.3, …}.
   *
   * @throws BuildException MISSING_TOOL when it is not installed
   */
  String version() {
    String stdout =
        runner.runOk(HostCommand.of(PATIENCE, Tool.SWTPM.program(), "--version")).stdout();
    return stdout.lines().findFirst().orElse(Tool.SWTPM.program()).strip();
  }

  /** Starts swtpm, and returns when it is listening. */
  HostProcess start(Path stateDirectory, Path socket, Path log) throws InterruptedException {
    try {
      Files.createDirectories(state(stateDirectory));
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the TPM's state cannot be kept in " + state(stateDirectory) + ": " + e,
          "check the directory's permissions and free space",
          e);
    }
    HostProcess process = runner.start(HostCommand.of(PATIENCE, argv(stateDirectory, socket)), log);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!Files.exists(socket)) {
        if (process.waitFor(BETWEEN_LOOKS) || System.nanoTime() > deadline) {
          throw new BuildException(
              Failure.HOST,
              "the TPM did not start: " + LogTail.of(log),
              "replay it: " + process.replay());
        }
      }
      return process;
    } catch (BuildException | InterruptedException e) {
      process.close();
      throw e;
    }
  }
}
