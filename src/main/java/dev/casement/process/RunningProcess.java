package dev.casement.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A started program of the host. */
final class RunningProcess implements HostProcess {
  private final Process process;
  private final Path log;
  private final String replay;

  RunningProcess(Process process, Path log, String replay) {
    this.process = process;
    this.log = log;
    this.replay = replay;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  @Override
  public boolean waitFor(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  @Override
  public Path log() {
    return log;
  }

  @Override
  public String replay() {
    return replay;
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      new ProcessTree(process).end();
    }
  }
}
