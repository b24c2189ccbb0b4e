package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.virtualbox.RealVirtualBox;
import dev.casement.process.CommandRunner;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Builds on a real VirtualBox that cannot end well, run as a user runs them. */
@ResourceLock(RealVirtualBox.LOCK)
class VirtualBoxBuildIT {
  static final String NAME = "rehearsal-windows-7-bios";
  private static final String VM = "casement-" + NAME;
  static final String[] ARGUMENTS = {"--release", "windows-7", "--hypervisor", "virtualbox"};
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int INTERRUPTED = 130;

  private static CommandRunner virtualBox;

  @TempDir Path output;

  @BeforeAll
  static void setUp() {
    virtualBox = RealVirtualBox.runner();
  }

  @BeforeEach
  @AfterEach
  void noMachineIsLeft() {
    assertThat(RealVirtualBox.list("vms")).isBlank();
  }

  @Test
  void withoutVBoxManageItSaysWhatToInstall() {
    CommandRunner without = new SystemCommandRunner(List.of(Path.of("/usr/bin"), Path.of("/bin")));
    RehearsalRun run = new RehearsalRun(without, output, ARGUMENTS);

    assertThat(run.exitCode()).as(run.said()).isEqualTo(Failure.MISSING_TOOL.exitCode());
    assertThat(run.err()).contains("VBoxManage is not on PATH", "install VirtualBox 6.1 to 7.2");
    run.assertNothingIsLeft(NAME);
  }

  @Test
  void withoutTheKernelDriverItSaysWhatToLoad() throws IOException {
    Path bin = Files.createDirectory(output.resolve("bin"));
    Path wrapper = bin.resolve("VBoxManage");
    Path real = RealVirtualBox.bin().resolve("VBoxManage");
    Files.writeString(wrapper, "#!/bin/sh\nKERNEL_DRIVER=wanted exec %s \"$@\"\n".formatted(real));
    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    List<Path> path = List.of(bin, Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"));
    RehearsalRun run = new RehearsalRun(new SystemCommandRunner(path), output, ARGUMENTS);

    assertThat(run.exitCode()).as(run.said()).isEqualTo(Failure.HOST.exitCode());
    assertThat(run.err())
        .contains("VirtualBox did not start the VM " + VM, "modprobe vboxdrv", "evidence:");
    run.assertNothingIsLeft(NAME);
  }

  @Test
  void aMachineThatIsKilledIsAFailureWithItsLogAndItsScreen() throws Exception {
    CompletableFuture<RehearsalRun> building =
        RehearsalRun.inBackground(() -> new RehearsalRun(virtualBox, output, ARGUMENTS));
    Path logs = working().resolve("logs/install");
    await(building, () -> Files.exists(logs.resolve("screen.png")));
    processOfTheMachine().orElseThrow().destroyForcibly();
    RehearsalRun run = building.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(run.exitCode()).as(run.said()).isEqualTo(Failure.HYPERVISOR_DIED.exitCode());
    assertThat(run.err())
        .contains(
            "the VM's process was killed or crashed (out of memory?); the end of its log (stage",
            "evidence:")
        .contains("next:");
    assertThat(run.evidence("screen.png")).isNotEmptyFile();
    assertThat(run.evidence("virtualbox.log")).content().contains("VirtualBox VM 7.");
    assertThat(run.evidence("replay.sh")).content().contains("VBoxManage startvm " + VM);
    run.assertNothingIsLeft(NAME);
  }

  @Test
  void ctrlCRemovesTheMachine() throws Exception {
    Process casement = inAProcessOfItsOwn();
    try {
      await(casement.onExit(), () -> processOfTheMachine().isPresent());
      new ProcessBuilder("kill", "-INT", String.valueOf(casement.pid())).start().waitFor();
      assertThat(casement.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      casement.destroyForcibly();
    }

    assertThat(casement.exitValue()).isEqualTo(INTERRUPTED);
    assertThat(working()).doesNotExist();
  }

  @Test
  void whatAKilledCasementLeavesIsEndedByTheNextBuildAndByClean() throws Exception {
    long first = killedWithItsMachineRunning(OptionalLong.empty());
    assertThat(RealVirtualBox.list("vms")).contains(VM);

    killedWithItsMachineRunning(OptionalLong.of(first));

    assertThat(output.resolve("said")).content().contains("had left the VM " + VM + ": ended it");
    assertThat(ProcessHandle.of(first)).isEmpty();
    Shell shell = new Shell(virtualBox);
    assertThat(shell.run("clean", "--work-dir", RehearsalRun.work(output).toString()))
        .as(shell.err())
        .isZero();
    assertThat(shell.out()).contains("removed " + VM);
    assertThat(working()).doesNotExist();
  }

  /**
   * Kills Casement when its machine runs.
   *
   * @param not the process ID of another machine that may still run
   * @return the process ID of the machine
   */
  private long killedWithItsMachineRunning(OptionalLong not) throws Exception {
    Process casement = inAProcessOfItsOwn();
    await(
        casement.onExit(),
        () ->
            processOfTheMachine().filter(it -> !OptionalLong.of(it.pid()).equals(not)).isPresent());
    long machine = processOfTheMachine().orElseThrow().pid();
    casement.destroyForcibly().waitFor();
    return machine;
  }

  private Path working() {
    return RehearsalRun.work(output).resolve("builds").resolve(NAME);
  }

  private Process inAProcessOfItsOwn() throws IOException {
    List<String> line = new ArrayList<>(List.of("rehearse"));
    line.addAll(List.of(ARGUMENTS));
    line.addAll(
        List.of("--work-dir", RehearsalRun.work(output).toString(), "--output", output.toString()));
    ProcessBuilder builder = CasementProcess.of("-Dcasement.home=" + RehearsalRun.CHECKOUT, line);
    builder.environment().merge("PATH", RealVirtualBox.bin() + ":", (path, bin) -> bin + path);
    Path said = output.resolve("said");
    return builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
  }

  /** Waits for something, as long as what is to bring it about has not ended. */
  static void await(CompletableFuture<?> maker, Check check) throws Exception {
    await(maker, PATIENCE, check);
  }

  static void await(CompletableFuture<?> maker, Duration patience, Check check) throws Exception {
    Instant deadline = Instant.now().plus(patience);
    while (!check.holds()) {
      if (maker.isDone()) {
        throw new AssertionError(
            "it ended before: " + (maker.get() instanceof RehearsalRun run ? run.said() : ""));
      }
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(Duration.ofMillis(200));
    }
  }

  @FunctionalInterface
  interface Check {
    boolean holds() throws IOException;
  }

  /** As VirtualBox's log of the machine says. */
  private Optional<ProcessHandle> processOfTheMachine() throws IOException {
    Path log =
        RehearsalRun.work(output)
            .resolve("virtualbox/casement")
            .resolve(VM)
            .resolve("Logs/VBox.log");
    return RealVirtualBox.processOf(log);
  }
}
