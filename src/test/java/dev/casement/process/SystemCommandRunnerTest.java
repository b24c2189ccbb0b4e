package dev.casement.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemCommandRunnerTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final SystemCommandRunner runner = new SystemCommandRunner();

  @TempDir Path directory;

  private static HostCommand shell(String script) {
    return HostCommand.of(LIMIT, "sh", "-c", script);
  }

  private static BuildException failureOf(Runnable action) {
    try {
      action.run();
    } catch (BuildException e) {
      return e;
    }
    throw new AssertionError("did not fail");
  }

  @Test
  void returnsTheExitCodeAndBothOutputsApart() {
    CommandResult result = runner.run(shell("echo out; echo err >&2; exit 3"));

    assertThat(result).isEqualTo(new CommandResult(3, "out\n", "err\n"));
  }

  @Test
  void endsLinesAtLineFeedCarriageReturnAndBoth() {
    List<String> lines = new ArrayList<>();

    runner.run(shell("printf 'one\\ntwo\\rthree\\r\\n\\nfour'"), lines::add);

    assertThat(lines).containsExactly("one", "two", "three", "", "four");
  }

  @Test
  void handsLinesOnWhileTheProgramRuns() {
    Path gate = directory.resolve("gate");
    List<String> lines = new ArrayList<>();

    // The program ends only when its first line has been seen.
    runner.run(
        shell("echo ready; until [ -e '" + gate + "' ]; do sleep 0.02; done; echo done"),
        line -> {
          lines.add(line);
          if (line.equals("ready")) {
            writeEmpty(gate);
          }
        });

    assertThat(lines).containsExactly("ready", "done");
  }

  @Test
  void keepsTheLastMebibyteOfALongOutput() {
    CommandResult result = runner.run(shell("seq 1 400000"));

    assertThat(result.stdout())
        .hasSize(1 << 20)
        .endsWith("399999\n400000\n")
        .doesNotContain("\n1\n");
  }

  @Test
  void cutsAnEndlessLineIntoPieces() {
    List<Integer> lengths = new ArrayList<>();

    runner.run(shell("head -c 200000 /dev/zero"), line -> lengths.add(line.length()));

    assertThat(lengths).containsExactly(65536, 65536, 65536, 3392);
  }

  @Test
  void givesTheProgramAnEmptyStandardInput() {
    assertThat(runner.run(shell("cat; echo end")).stdout()).isEqualTo("end\n");
  }

  @Test
  void runsInTheGivenDirectoryWithTheGivenVariables() {
    var command =
        new HostCommand(
            List.of("sh", "-c", "pwd; echo $GREETING"),
            LIMIT,
            Optional.of(directory),
            Map.of("GREETING", "hello"));

    assertThat(runner.run(command).stdout()).isEqualTo(directory + "\nhello\n");
  }

  @Test
  void runsEachProgramInASessionOfItsOwnAwayFromTheTerminal() {
    // Field 6 of stat is the session; its leader is the program itself.
    String stat = runner.run(shell("echo $$; cut -d' ' -f6 /proc/$$/stat")).stdout();

    String[] ids = stat.split("\n");
    assertThat(ids[1]).isEqualTo(ids[0]);
  }

  @Test
  void namesThePackageOfAMissingTool() {
    var empty = new SystemCommandRunner(List.of(directory));

    BuildException failure =
        failureOf(() -> empty.run(HostCommand.of(LIMIT, "qemu-img", "--version")));

    assertThat(failure.failure()).isEqualTo(Failure.MISSING_TOOL);
    assertThat(failure.what()).isEqualTo("qemu-img is not on PATH");
    assertThat(failure.remedy()).contains("qemu-utils");
  }

  @Test
  void reportsAMissingToolAlsoWhenItIsToLiveBeside() {
    BuildException failure =
        failureOf(
            () -> runner.start(HostCommand.of(LIMIT, "/nowhere/swtpm"), directory.resolve("log")));

    assertThat(failure.failure()).isEqualTo(Failure.MISSING_TOOL);
    assertThat(failure.remedy()).contains("Debian package swtpm");
  }

  @Test
  void aBadExitShowsTheErrorAndTheCommandToReplay() {
    BuildException failure =
        failureOf(() -> runner.runOk(shell("echo 'no such thing' >&2; exit 9")));

    assertThat(failure.failure()).isEqualTo(Failure.HOST);
    assertThat(failure.what()).isEqualTo("sh failed with exit code 9: no such thing");
    assertThat(failure.remedy()).contains("sh -c 'echo '\\''no such thing'\\''");
  }

  @Test
  void killsTheWholeTreeWhenTheTimeIsUp() throws Exception {
    Path pids = directory.resolve("pids");
    // Neither of the two gives way to a polite request.
    var command =
        HostCommand.of(
            Duration.ofMillis(800),
            "sh",
            "-c",
            "trap '' TERM; sh -c \"trap '' TERM; echo \\$\\$ >> '"
                + pids
                + "'; while :; do sleep 1; done\" & echo $$ >> '"
                + pids
                + "'; while :; do sleep 1; done");

    BuildException failure = failureOf(() -> runner.run(command));

    assertThat(failure.failure()).isEqualTo(Failure.HOST);
    assertThat(failure.what()).contains("did not end within 0.8s");
    assertThat(Files.readAllLines(pids)).hasSize(2).allSatisfy(pid -> assertGone(pid));
  }

  @Test
  void anInterruptCancelsAndKills() throws Exception {
    Path pid = directory.resolve("pid");
    CompletableFuture<Boolean> interruptKept = new CompletableFuture<>();
    CompletableFuture<BuildException> failure = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  failure.complete(
                      failureOf(
                          () -> runner.run(shell("echo $$ > '" + pid + "'; exec sleep 300"))));
                  interruptKept.complete(Thread.currentThread().isInterrupted());
                });
    while (!Files.exists(pid) || Files.size(pid) == 0) {
      TimeUnit.MILLISECONDS.sleep(5);
    }

    thread.interrupt();

    assertThat(failure.get(5, TimeUnit.MINUTES).failure()).isEqualTo(Failure.CANCELLED);
    assertThat(interruptKept.get(5, TimeUnit.MINUTES)).isTrue();
    assertGone(Files.readString(pid).strip());
  }

  @Test
  void aListenerThatThrowsEndsTheProgram() {
    assertThatThrownBy(
            () ->
                runner.run(
                    shell("echo line; exec sleep 300"),
                    line -> {
                      throw new IllegalStateException("enough");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");
  }

  /** As on a host so busy that the reader gets no turn. */
  @Test
  void losesNothingOfTheOutputHoweverLongItTakesToRead() {
    List<String> lines = new ArrayList<>();

    CommandResult result =
        runner.run(
            shell("echo one; sleep 0.3; echo two"),
            line -> {
              if (lines.isEmpty()) {
                assertThatCode(() -> Thread.sleep(3000)).doesNotThrowAnyException();
              }
              lines.add(line);
            });

    assertThat(lines).containsExactly("one", "two");
    assertThat(result.stdout()).isEqualTo("one\ntwo\n");
  }

  @Test
  void doesNotWaitForAProcessThatTheProgramLeftBehind() {
    CommandResult result = runner.run(shell("sleep 20 & echo $!; exit 0"));

    assertThat(result.exitCode()).isZero();
    ProcessHandle.of(Long.parseLong(result.stdout().strip())).ifPresent(ProcessHandle::destroy);
  }

  @Test
  void aLongLivedProgramWritesBothOutputsToItsLog() throws Exception {
    Path log = directory.resolve("log");
    Files.writeString(log, "before\n");

    try (HostProcess process = runner.start(shell("echo out; echo err >&2; exit 4"), log)) {
      assertThat(process.onExit().get(5, TimeUnit.MINUTES)).isEqualTo(4);
      assertThat(process.exitCode()).hasValue(4);
      assertThat(process.isAlive()).isFalse();
    }
    assertThat(log).hasContent("before\nout\nerr\n");
  }

  @Test
  void closingALongLivedProgramEndsItAndWhatItStarted() throws Exception {
    Path pids = directory.resolve("pids");
    HostProcess process =
        runner.start(
            shell(
                "sleep 300 & echo $! > '"
                    + pids
                    + ".part'; mv '"
                    + pids
                    + ".part' '"
                    + pids
                    + "'; wait"),
            directory.resolve("log"));
    while (!Files.exists(pids)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(process.waitFor(Duration.ofMillis(1))).isFalse();
    assertThat(process.exitCode()).isEmpty();

    process.close();

    assertThat(process.isAlive()).isFalse();
    assertGone(Files.readString(pids).strip());
    process.close();
  }

  @Test
  void linesEndWithLfWhateverTheProgramPrints() {
    CommandResult result = runner.run(shell("printf 'a\\r\\nb\\r\\n'; printf 'c\\r\\n' >&2"));

    assertThat(result).isEqualTo(new CommandResult(0, "a\nb\n", "c\n"));
  }

  @Test
  void tellsWhichFileAProgramIs() throws Exception {
    Path program = Files.createFile(directory.resolve("qemu-img.exe"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    var only = new SystemCommandRunner(List.of(directory));

    assertThat(only.find("qemu-img")).contains(program);
    assertThat(only.find("qemu-io")).isEmpty();
  }

  @Test
  void refusesToStartAnythingOnceInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> runner.run(shell("true")))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static void assertGone(String pid) {
    assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static void writeEmpty(Path file) {
    try {
      Files.createFile(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
