package dev.casement.pipeline.run;

import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.pipeline.engine.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The machine of a VM run, which closing ends; after a failure, the build's scope may have to end a
 * guest that still runs.
 */
final class RunningMachine implements VirtualMachine {
  private final VirtualMachine machine;
  private final Scope scope;
  private boolean ended;
  private boolean left;

  RunningMachine(VirtualMachine machine, Scope scope) {
    this.machine = machine;
    this.scope = scope;
  }

  /**
   * Says that the run has failed: if the scope may keep work, closing does nothing from now on, and
   * a guest that still runs is work.
   */
  void failed() {
    left = !ended && scope.mayKeepWork();
    if (left) {
      scope.registerWork(machine);
    }
  }

  /** Whether closing it has left the guest running. */
  boolean isLeft() {
    return left;
  }

  @Override
  public Optional<MachineEvent> next(Duration patience) throws InterruptedException {
    Optional<MachineEvent> event = machine.next(patience);
    ended |=
        event
            .filter(
                it ->
                    it instanceof MachineEvent.PoweredOff
                        || it instanceof MachineEvent.HypervisorDied)
            .isPresent();
    return event;
  }

  @Override
  public boolean screenshot(Path png) {
    return machine.screenshot(png);
  }

  @Override
  public void press(Key key) {
    machine.press(key);
  }

  @Override
  public void resume() {
    machine.resume();
  }

  @Override
  public long diskBytes() {
    return machine.diskBytes();
  }

  @Override
  public Optional<Duration> cpuTime() {
    return machine.cpuTime();
  }

  @Override
  public boolean showsLife() {
    return machine.showsLife();
  }

  @Override
  public void close() {
    if (!left) {
      machine.close();
    }
  }
}
