package dev.casement.hypervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One run of a machine, from power-on to power-off; for one thread at a time, except that one may
 * wait in {@link #next} while another calls something else.
 *
 * <p>Closing it ends a running guest at once and leaves no process, socket or temporary file
 * behind.
 */
public interface VirtualMachine extends AutoCloseable {
  /** Waits at most {@code patience} for the next event; empty on timeout. */
  Optional<MachineEvent> next(Duration patience) throws InterruptedException;

  /**
   * Writes a screenshot to {@code png}.
   *
   * @return false when there is no screen (the machine has ended, for example)
   */
  boolean screenshot(Path png);

  /** Presses and releases a key; ignored when the machine has ended. */
  void press(Key key);

  /** Lets a guest continue that {@link MachineEvent.HostFull} has paused; ignored otherwise. */
  void resume();

  /**
   * The number of bytes that the guest has read, written and discarded on all its disks since
   * power-on; 0 if unknown.
   */
  long diskBytes();

  /** The processor time of this host that the machine has used since power-on; empty if unknown. */
  Optional<Duration> cpuTime();

  /** Whether disk or screen tell that a guest works which sends no messages. */
  boolean showsLife();

  @Override
  void close();

  /** A key to press. */
  enum Key {
    ENTER,
    ESCAPE,
    /** The arrow key, not that of the numeric keypad. */
    UP
  }
}
