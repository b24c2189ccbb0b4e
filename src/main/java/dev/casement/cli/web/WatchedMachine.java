package dev.casement.cli.web;

import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.VirtualMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A machine that a build and those who look at it use at the same time: one call after the other,
 * and none once it is closed.
 */
final class WatchedMachine implements VirtualMachine {
  private final VirtualMachine machine;
  private boolean closed;

  WatchedMachine(VirtualMachine machine) {
    this.machine = machine;
  }

  /** Not synchronized: the build waits here most of the time. */
  @Override
  public Optional<MachineEvent> next(Duration patience) throws InterruptedException {
    return machine.next(patience);
  }

  @Override
  public synchronized boolean screenshot(Path png) {
    return !closed && machine.screenshot(png);
  }

  @Override
  public synchronized void press(Key key) {
    machine.press(key);
  }

  @Override
  public synchronized void resume() {
    machine.resume();
  }

  @Override
  public synchronized long diskBytes() {
    return closed ? 0 : machine.diskBytes();
  }

  @Override
  public synchronized Optional<Duration> cpuTime() {
    return closed ? Optional.empty() : machine.cpuTime();
  }

  @Override
  public boolean showsLife() {
    return machine.showsLife();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    machine.close();
  }
}
