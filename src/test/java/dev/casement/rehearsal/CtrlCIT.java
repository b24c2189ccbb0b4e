package dev.casement.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.CasementProcess;
import dev.casement.pipeline.Builds;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ctrl-C in every stage of a build stops it and leaves nothing behind: a real process, a real
 * signal.
 */
class CtrlCIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int INTERRUPTED = 130;
  private static final String NAME = "interrupted";

  /**
   * Of all tests: later ones continue from what earlier ones have installed, as their users would.
   */
  @TempDir static Path work;

  @TempDir Path directory;
  private final Set<ProcessHandle> children = new HashSet<>();
  private @Nullable Process casement;

  @BeforeAll
  static void buildMedia() {
    StandInMedia.build();
  }

  @AfterEach
  void endWhatIsLeft() {
    children.forEach(ProcessHandle::destroyForcibly);
    if (casement != null) {
      casement.destroyForcibly();
    }
  }

  /**
   * All except UpdateWindows, which the stand-in's recipe skips ({@code updates: none}), and
   * VerifyDisk, which is over before a signal arrives.
   */
  static Stream<String> stages() {
    return Builds.stages().stream()
        .filter(stage -> !stage.equals("UpdateWindows") && !stage.equals("VerifyDisk"));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void stopsTheBuildAndLeavesNothing(String stage) throws Exception {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    casement = start(temporary);
    JsonNode last;
    try (BufferedReader events = casement.inputReader()) {
      last = interruptIn(stage, events, casement);
    }

    assertThat(casement.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(casement.exitValue()).isEqualTo(INTERRUPTED);
    assertThat(last.path("event").asString()).isEqualTo("build-failed");
    assertThat(last.path("failure").asString()).isEqualTo("cancelled");
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(files(temporary)).isEmpty();
    assertThat(files(work))
        .filteredOn(file -> !file.endsWith(".lock") && !file.startsWith("checkpoints/"))
        .isSubsetOf("digests.json", "cache/qemu-accelerator");
    assertThat(files(directory.resolve("out"))).allMatch(file -> file.startsWith("evidence/"));
  }

  /** Reads the events, and interrupts the process when the stage has begun; the last event. */
  private JsonNode interruptIn(String stage, BufferedReader events, Process process)
      throws Exception {
    JsonNode event = JsonMapper.shared().nullNode();
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      event = JsonMapper.shared().readTree(line);
      process.descendants().forEach(children::add);
      if (event.path("event").asString().equals("stage-started")
          && event.path("stage").asString().equals(stage)) {
        if (stage.endsWith("Windows")) {
          awaitMachine(process);
        }
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      }
    }
    return event;
  }

  private void awaitMachine(Process process) throws InterruptedException {
    Instant deadline = Instant.now().plus(LIMIT);
    while (children.stream().filter(ProcessHandle::isAlive).noneMatch(CtrlCIT::isMachine)) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(POLL);
      process.descendants().forEach(children::add);
    }
  }

  private static boolean isMachine(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("-name " + NAME);
  }

  private Process start(Path temporary) throws IOException {
    Path recipe = Files.writeString(directory.resolve("recipe.yaml"), StandInMedia.recipe(NAME));
    return CasementProcess.of(
            "-Djava.io.tmpdir=" + temporary,
            List.of(
                "build",
                recipe.toString(),
                "--progress=json",
                "--work-dir=" + work,
                "--output=" + directory.resolve("out")))
        .redirectError(directory.resolve("err").toFile())
        .start();
  }

  private static List<String> files(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .toList();
    }
  }
}
