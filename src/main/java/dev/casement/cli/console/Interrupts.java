package dev.casement.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Turns Ctrl-C and its kin into an interrupt of the thread that works, which then cleans up; the
 * second one ends Casement at once, and so does a clean-up that takes too long.
 */
public final class Interrupts implements AutoCloseable {
  /** Programs that a signal ends exit with 128 and its number, by convention of POSIX shells. */
  private static final int SIGNAL_EXIT = 128;

  private final Thread worker;
  private final PrintStream err;
  private final Duration patience;
  private final AtomicInteger signal = new AtomicInteger();
  private final List<Runnable> restore;

  /**
   * Begins to handle signals.
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

  /** What to exit with when a signal has stopped the work, or empty when none has. */
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
    // Before the interrupt: a worker with little to clean up ends Casement at once.
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
