package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.files.LockFile;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.events.EventRecord;
import dev.casement.report.BuildEvent;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code casement attach}, where a test says what a build says. */
class AttachTest {
  private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");
  private static final BuildEvent STARTED =
      new BuildEvent.BuildStarted(START, "server", List.of("InstallWindows"));
  private static final BuildEvent STAGE =
      new BuildEvent.StageStarted(START, "InstallWindows", Duration.ofHours(2));

  @TempDir Path work;

  private final Shell shell = new Shell();

  /** A build that is running, as far as others can see. */
  private final class Running implements AutoCloseable {
    private final EventRecord record = new EventRecord();
    private final LockFile lock;
    private final Path file;

    Running(String name) throws IOException {
      lock = BuildLock.ofBuild(work, name);
      file = Files.createDirectories(work.resolve("builds").resolve(name)).resolve("events.jsonl");
      record.open(file);
      record.on(STARTED);
    }

    @Override
    public void close() throws IOException {
      lock.close();
      record.close();
    }
  }

  private CompletableFuture<Integer> attach(String name) {
    return CompletableFuture.supplyAsync(
        () -> shell.run("attach", name, "--work-dir=" + work, "--progress=plain"),
        Thread.ofPlatform().daemon()::start);
  }

  private void awaitShown(String text) throws InterruptedException {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
    while (!shell.out().contains(text)) {
      assertThat(Instant.now()).as(shell.out() + shell.err()).isBefore(deadline);
      Thread.sleep(20);
    }
  }

  @Test
  void showsWhatABuildHasSaidAndSaysUntilItIsDone() throws Exception {
    try (Running build = new Running("server")) {
      CompletableFuture<Integer> attached = attach("server");
      awaitShown("build server: InstallWindows");
      build.record.on(STAGE);
      awaitShown("InstallWindows started, limit 2h");

      // As a build ends: its files go, then its lock, and then it says so.
      Files.delete(build.file);
      build.lock.close();
      build.record.on(
          new BuildEvent.BuildFinished(
              START.plusSeconds(9), Duration.ofSeconds(9), Path.of("x.qcow2"), Path.of("x.json")));

      assertThat(attached.get(1, TimeUnit.MINUTES)).isZero();
      assertThat(shell.out()).contains("x.qcow2");
      assertThat(shell.err()).isEmpty();
    }
  }

  @Test
  void exitsAsABuildThatFails() throws Exception {
    try (Running build = new Running("server")) {
      CompletableFuture<Integer> attached = attach("server");
      build.record.on(STAGE);
      build.record.on(
          new BuildEvent.BuildFailed(
              START.plusSeconds(60),
              Failure.SILENT_GUEST,
              Optional.of("InstallWindows"),
              "the guest is silent",
              "look at the screen",
              Optional.of(Path.of("out/evidence"))));

      assertThat(attached.get(1, TimeUnit.MINUTES)).isEqualTo(Failure.SILENT_GUEST.exitCode());
      assertThat(shell.err())
          .isEqualTo(
              """
              error: the guest is silent (stage InstallWindows, after 1m)
                evidence: out/evidence
                next:     look at the screen
              """);
    }
  }

  @Test
  void noticesThatABuildWasKilled() throws Exception {
    CompletableFuture<Integer> attached;
    try (Running build = new Running("server")) {
      attached = attach("server");
      awaitShown("build server");
      Files.writeString(build.file, "{\"event\":\"warn", java.nio.file.StandardOpenOption.APPEND);
      assertThat(attached).isNotDone();
    }

    assertThat(attached.get(1, TimeUnit.MINUTES)).isEqualTo(Failure.HOST.exitCode());
    assertThat(shell.err())
        .contains("error: the build server was killed", "next: casement clean removes");
  }

  @Test
  void aBuildThatBeginsAnewIsAnotherOne() throws Exception {
    CompletableFuture<Integer> attached;
    try (Running build = new Running("server")) {
      attached = attach("server");
      awaitShown("build server");
      Files.delete(build.file);
      Files.createFile(build.file);

      assertThat(attached.get(1, TimeUnit.MINUTES)).isEqualTo(Failure.HOST.exitCode());
    }
    assertThat(shell.err()).contains("error: the build server was killed");
  }

  @Test
  void namesTheBuildsThatAreRunningWhenThisOneIsNot() throws Exception {
    new Running("ended").close();
    try (Running _ = new Running("one");
        Running _ = new Running("other")) {
      assertThat(shell.run("attach", "ended", "--work-dir=" + work))
          .isEqualTo(Failure.USAGE.exitCode());
    }
    assertThat(shell.err())
        .contains("no build \"ended\" is running in " + work, "next: these are: one, other");
  }

  @Test
  void saysThatNoneIsRunning() {
    assertThat(shell.run("attach", "x", "--work-dir=" + work.resolve("none")))
        .isEqualTo(Failure.USAGE.exitCode());
    assertThat(shell.err()).contains("next: none is; name the work directory");
    assertThat(shell.run("attach", "../x", "--work-dir=" + work))
        .isEqualTo(Failure.USAGE.exitCode());
  }
}
