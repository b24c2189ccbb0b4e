package dev.casement.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.CasementProcess;
import dev.casement.process.Leftover;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the machine when Casement itself is killed: a real process, a real QEMU. */
class KilledCasementIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int INTERRUPTED = 130;
  private static final String NAME = "killed";

  @TempDir Path directory;

  @BeforeAll
  static void buildMedia() {
    StandInMedia.build();
  }

  @AfterEach
  void endWhatIsLeft() {
    Leftover.below(working()).forEach(Leftover::end);
  }

  @Test
  void whatItLeavesRunningIsEndedByClean() throws Exception {
    Leftover left = leftByAKilledBuild();

    assertThat(exitCode(casement("clean", "--work-dir=" + work()))).isZero();

    assertThat(saidBy("clean")).contains("removed " + left + " of the build " + NAME);
    assertThat(left.process().isAlive()).isFalse();
    assertThat(working()).doesNotExist();
  }

  @Test
  void whatItLeavesRunningIsEndedByTheNextBuildWhichCleanLeavesAlone() throws Exception {
    Leftover left = leftByAKilledBuild();

    Process next = build();
    awaitEnd(left);
    awaitMachine();

    assertThat(saidBy("build")).contains("had left " + left + ": ended it");
    assertThat(exitCode(casement("clean", "--work-dir=" + work()))).isZero();
    assertThat(saidBy("clean")).contains("nothing to remove");
    assertThat(Leftover.below(working())).isNotEmpty();
    next.destroyForcibly().waitFor();
  }

  /** Interrupted as by Ctrl-C, which leaves everything with {@code --on-error abort}. */
  @Test
  void whatAnAbortedBuildLeavesRunningIsEndedByCleanOnRequestOnly() throws Exception {
    Process aborted = build("--on-error=abort");
    // Casement ends a machine that it is still starting.
    await(working().resolve("logs/install/screen.png"));
    new ProcessBuilder("kill", "-INT", String.valueOf(aborted.pid())).start().waitFor();
    assertThat(exitCode(aborted)).isEqualTo(INTERRUPTED);
    assertThat(saidBy("build")).contains("warning: nothing is cleaned up: " + working());
    List<Leftover> left = Leftover.below(working());
    assertThat(left).extracting(Leftover::program).containsExactly("qemu-system-x86_64");

    assertThat(exitCode(casement("clean", "--work-dir=" + work()))).isZero();
    assertThat(saidBy("clean")).startsWith("nothing to remove").containsPattern("build +killed ");
    assertThat(left.getFirst().process().isAlive()).isTrue();

    assertThat(exitCode(casement("clean", "--work-dir=" + work(), "--failed"))).isZero();
    assertThat(saidBy("clean"))
        .contains("removed " + left.getFirst() + " of the build " + NAME)
        .contains("removed the files of the build " + NAME);
    assertThat(left.getFirst().process().isAlive()).isFalse();
    assertThat(working()).doesNotExist();
  }

  private Leftover leftByAKilledBuild() throws Exception {
    Process killed = build();
    awaitMachine();
    Process attached = casement("attach", NAME, "--work-dir=" + work(), "--progress=plain");
    awaitSaid("attach", "InstallWindows started");
    killed.destroyForcibly().waitFor();
    assertThat(exitCode(attached)).isEqualTo(Failure.HOST.exitCode());
    assertThat(saidBy("attach")).contains("the build killed was killed");
    Files.delete(machineLog());
    List<Leftover> left = Leftover.below(working());
    assertThat(left).extracting(Leftover::program).containsExactly("qemu-system-x86_64");
    return left.getFirst();
  }

  private static void awaitEnd(Leftover left) throws InterruptedException {
    Instant deadline = Instant.now().plus(LIMIT);
    while (left.process().isAlive()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(POLL);
    }
  }

  /** A QEMU that has not reached Casement yet ends by itself without it. */
  private void awaitMachine() throws InterruptedException {
    await(machineLog());
  }

  private static void await(Path file) throws InterruptedException {
    Instant deadline = Instant.now().plus(LIMIT);
    while (!Files.exists(file)) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(POLL);
    }
  }

  private Process build(String... more) throws IOException {
    Path recipe = Files.writeString(directory.resolve("recipe.yaml"), StandInMedia.recipe(NAME));
    List<String> line =
        new ArrayList<>(
            List.of(
                "build",
                recipe.toString(),
                "--progress=plain",
                "--work-dir=" + work(),
                "--output=" + directory.resolve("out")));
    line.addAll(List.of(more));
    return casement(line.toArray(String[]::new));
  }

  private Process casement(String... arguments) throws IOException {
    return CasementProcess.of("-Djava.io.tmpdir=" + directory, List.of(arguments))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(arguments[0]).toFile())
        .start();
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String saidBy(String command) throws IOException {
    return Files.readString(directory.resolve(command));
  }

  private void awaitSaid(String command, String text) throws Exception {
    Instant deadline = Instant.now().plus(LIMIT);
    while (!saidBy(command).contains(text)) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(POLL);
    }
  }

  private Path machineLog() {
    return working().resolve("logs/install/qmp.log");
  }

  private Path work() {
    return directory.resolve("work");
  }

  private Path working() {
    return work().resolve("builds").resolve(NAME);
  }
}
