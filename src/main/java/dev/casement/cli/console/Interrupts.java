package dev.casement.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Turns Ctrl-C and similar signals into an interrupt of the working thread, which then cleans up. A
 * second signal, or a clean-up that takes too long, ends Casement at once.
 */
public final class Interrupts implements AutoCloseable {
  /** By convention of POSIX shells, a program ended by a signal exits with 128 plus its number. */
  private static final int SIGNAL_EXIT = 128;

  private final Thread worker;
  private final PrintStream err;
  private final Duration patience;
  private final AtomicInteger signal = new AtomicInteger();
  private final List<Runnable> restore;

  /**
   * Starts handling signals.
   *
   * @param worker the thread to interrupt
   * @param patience how long it may clean up after a signal
   */
  public Interrupts(Thread worker, PrintStream err, Duration patience) {
    this.worker = worker;
    this.err = err;
    this.patience = patience;
    this.restore =
        Stream.of("INT", "TERM", "HUP")
            .flatMap(name -> Signals.handle(name, this::on).stream())
            .toList();
  }

  /** The exit code if a signal has stopped the work, else empty. */
  public OptionalInt exitCode() {
    int number = signal.get();
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(SIGNAL_EXIT + number);
  }

  @Override
  public void close() {
    restore.forEach(Runnable::run);
  }

  private void on(int number) {
    int exit = SIGNAL_EXIT + number;
    if (!signal.compareAndSet(0, number)) {
      Runtime.getRuntime().halt(exit);
    }
    Thread.ofPlatform().daemon().name("patience").start(() -> haltLater(exit));
    // Print before the interrupt: a worker with little to clean up exits at once.
    err.println(
        "\nstopping and cleaning up; interrupt again to exit at once"
            + " (casement clean then removes what is left in VirtualBox)");
    worker.interrupt();
  }

  private void haltLater(int exit) {
    try {
      Thread.sleep(patience);
      Runtime.getRuntime().halt(exit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
