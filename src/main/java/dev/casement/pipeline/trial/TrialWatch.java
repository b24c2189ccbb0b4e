package dev.casement.pipeline.trial;

import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineEvent.DiskFailed;
import dev.casement.hypervisor.MachineEvent.HostFull;
import dev.casement.hypervisor.MachineEvent.HypervisorDied;
import dev.casement.hypervisor.MachineEvent.Panicked;
import dev.casement.hypervisor.MachineEvent.Paused;
import dev.casement.hypervisor.MachineEvent.PoweredOff;
import dev.casement.hypervisor.MachineEvent.Reset;
import dev.casement.hypervisor.MachineEvent.SerialLine;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.pipeline.engine.Deadline;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.run.RoomOnHost;
import dev.casement.pipeline.run.Vitality;
import dev.casement.report.BuildEvent.ScreenChanged;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import dev.casement.units.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Watches a trial boot until cloudbase-init's service has done its work; each other end is a
 * failure that says what was heard until then.
 */
final class TrialWatch {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** For the interval between screenshots. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final VirtualMachine machine;
  private final TrialMachine booted;
  private final TrialLimits limits;
  private final StageContext context;
  private final Deadline deadline;
  private final Vitality screens;
  private final RoomOnHost room;
  private final CloudbaseInitLog log = new CloudbaseInitLog();
  private int resetsInARow;
  private int resets;

  /**
   * @param logs where the last screens go
   */
  TrialWatch(
      VirtualMachine machine,
      TrialMachine booted,
      TrialLimits limits,
      StageContext context,
      Path logs) {
    this.machine = machine;
    this.booted = booted;
    this.limits = limits;
    this.context = context;
    this.room = new RoomOnHost(machine, logs, context);
    this.deadline = Deadline.in(limits.boot(), context.deadline().timer());
    this.screens =
        new Vitality(
            machine,
            context.deadline().timer(),
            SILENCE,
            logs,
            screen ->
                context.tell(
                    new ScreenChanged(context.clock().instant(), context.stage(), screen)));
  }

  /**
   * Returns when cloudbase-init is done.
   *
   * @throws BuildException VERIFY, HYPERVISOR_DIED, DISK_ERROR or CANCELLED
   */
  void untilDone() {
    try {
      while (!log.isOver()) {
        if (deadline.isOver()) {
          throw outOfTime();
        }
        machine.next(TICK).ifPresent(this::handle);
        if (!room.isAwaited()) {
          screens.look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BuildException.cancelled();
    } finally {
      screens.lookAtScreen();
    }
    if (!log.errors().isEmpty()) {
      throw failure(
          "cloudbase-init reports errors",
          "see serial.log for the lines around them: a plugin that fails here fails in each"
              + " instance");
    }
  }

  /** What cloudbase-init has said. */
  CloudbaseInitLog heard() {
    return log;
  }

  int resets() {
    return resets;
  }

  /** The time since power-on. */
  Duration elapsed() {
    return limits.boot().minus(deadline.remaining());
  }

  private void handle(MachineEvent event) {
    switch (event) {
      case SerialLine line -> hear(line.text());
      case Reset reset -> countReset();
      case Paused paused ->
          context.warn("the machine was paused; the trial waits until it is resumed");
      case HostFull full -> room.isFull();
      case PoweredOff off ->
          throw failure(
              "the machine powered off by itself",
              "see the last screen and serial.log; an instance must keep running, so look for a"
                  + " script, a licence or a setting in the image that shuts Windows down");
      case Panicked panic ->
          throw failure("Windows stopped with an error: " + panic.detail(), stopCode());
      case DiskFailed disk ->
          throw new BuildException(
              Failure.DISK_ERROR,
              "reading or writing disk %s failed during the trial boot: %s"
                  .formatted(disk.device(), disk.detail()),
              "check the free space and the health of the disk that holds --work-dir");
      case HypervisorDied died ->
          throw new BuildException(
              Failure.HYPERVISOR_DIED,
              "the hypervisor ended during the trial boot: " + died.logTail().strip(),
              "see the hypervisor's log; it may have been killed, or have run out of memory");
    }
  }

  private void hear(String line) {
    Optional<String> message = log.hear(line);
    if (message.isPresent()) {
      resetsInARow = 0;
      context.progress("cloudbase-init: " + Printable.line(message.get()));
    }
  }

  private void countReset() {
    resets++;
    resetsInARow++;
    if (resetsInARow > limits.resets()) {
      throw failure(
          String.format(
              Locale.ROOT,
              "the machine was reset %d times in a row without a new message",
              resetsInARow),
          stopCode());
    }
  }

  private BuildException outOfTime() {
    String limit = Durations.format(limits.boot());
    if (log.last().isEmpty()) {
      return failure(
          "cloudbase-init was not heard on the serial port within " + limit,
          "look at the last screen: "
              + stopCode()
              + ". If Windows is up, its cloudbase-init.conf needs"
              + " logging_serial_port_settings=COM1,115200,N,8. If it was still starting, "
              + limits.remedy());
    }
    return failure(
        "cloudbase-init did not finish within " + limit,
        "see serial.log for what it waited for, and the last screen; " + limits.remedy());
  }

  private String stopCode() {
    return "INACCESSIBLE_BOOT_DEVICE (0x7b) means that Windows has no driver for the %s disk, other"
            .formatted(booted.diskBus())
        + " stop codes name the driver at fault";
  }

  private BuildException failure(String what, String remedy) {
    StringBuilder text = new StringBuilder("trial boot (" + booted.inShort() + "): " + what);
    log.errors().forEach(error -> text.append("\n  ").append(Printable.line(error)));
    if (log.errors().isEmpty()) {
      log.last()
          .ifPresent(last -> text.append("; its last message was: ").append(Printable.line(last)));
    }
    return new BuildException(Failure.VERIFY, text.toString(), remedy);
  }
}
