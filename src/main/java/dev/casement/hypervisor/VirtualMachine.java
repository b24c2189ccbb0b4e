package dev.casement.hypervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One run of a machine, from power-on to power-off; one thread at a time uses it.
 *
 * <p>Closing it ends the guest at once, if it still runs, and leaves no process, socket or
 * temporary file behind.
 */
public interface VirtualMachine extends AutoCloseable {
  /** Waits at most {@code patience} for the next event; empty when none came. */
  Optional<MachineEvent> next(Duration patience) throws InterruptedException;

  /**
   * Writes what the screen shows to {@code png}.
   *
   * @return false when there is no screen (the machine has ended, for example)
   */
  boolean screenshot(Path png);

  /** Presses and releases a key; ignored when the machine is gone. */
  void press(Key key);

  /**
   * Bytes that the guest has read from all its disks, written to them and given back to them since
   * power-on; 0 if unknown.
   */
  long diskBytes();

  @Override
  void close();

  /** A key to press. */
  enum Key {
    ENTER,
    ESCAPE,
    /** The arrow beside the letters, not that of the number pad. */
    UP
  }
}
