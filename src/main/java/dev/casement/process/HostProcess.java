package dev.casement.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** A program that runs beside Casement; closing it ends it and everything it started. */
public interface HostProcess extends AutoCloseable {
  long pid();

  boolean isAlive();

  /** The exit code, or empty while it runs. */
  OptionalInt exitCode();

  /** Waits at most this long for the program to end; returns whether it has ended. */
  boolean waitFor(Duration patience) throws InterruptedException;

  /** Completes with the exit code when the program ends. */
  CompletableFuture<Integer> onExit();

  /** Where its output goes. */
  Path log();

  /** The command line to replay by hand. */
  String replay();

  /** Terminates the program, forcibly after two seconds. Does nothing if it has ended. */
  @Override
  void close();
}
