package dev.casement.hypervisor.virtualbox;

import dev.casement.hypervisor.EventQueue;
import dev.casement.hypervisor.LogTail;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.report.BuildException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Follows a VM until it ends or this thread is interrupted, and reports its events, the end last.
 */
final class Supervisor implements Runnable {
  /** Each query costs a process; the log shows important events earlier. */
  private static final int LOOKS_PER_QUESTION = 20;

  /** A busy VBoxSVC may fail to answer a few times. */
  static final int MOST_UNANSWERED = 5;

  private static final int LOG_LINES = 8;

  private final Supplier<Optional<VmInfo>> question;
  private final Path boxLog;
  private final EventQueue events;
  private final SerialEnd serialEnd;
  private final Duration betweenLooks;
  private final BoxLog log;
  private boolean pauseTold;
  private boolean diskFailureTold;
  private int timesFullTold;

  /** Waits until all output of the guest has been passed on. */
  @FunctionalInterface
  interface SerialEnd {
    void await() throws InterruptedException;
  }

  /**
   * @param question queries the VM's info; empty or a failure when VirtualBox does not answer
   * @param boxLog VirtualBox's log of this run
   */
  Supervisor(
      Supplier<Optional<VmInfo>> question,
      Path boxLog,
      EventQueue events,
      SerialEnd serialEnd,
      Duration betweenLooks) {
    this.question = question;
    this.boxLog = boxLog;
    this.events = events;
    this.serialEnd = serialEnd;
    this.betweenLooks = betweenLooks;
    this.log = new BoxLog(boxLog);
  }

  @Override
  public void run() {
    int looks = 0;
    int unanswered = 0;
    try {
      while (true) {
        log.readOn().forEach(events::put);
        if (log.hasStateChanged() || ++looks % LOOKS_PER_QUESTION == 0) {
          Optional<VmInfo> info = ask();
          unanswered = info.isPresent() ? 0 : unanswered + 1;
          if (unanswered > MOST_UNANSWERED) {
            events.put(died("VBoxManage no longer answers; the VM may still be running"));
            return;
          }
          if (info.isPresent() && isOver(info.get())) {
            return;
          }
        }
        Thread.sleep(betweenLooks);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<VmInfo> ask() {
    try {
      return question.get();
    } catch (BuildException e) {
      return Optional.empty();
    }
  }

  /**
   * Reports the VM's end, if it has ended. A paused VM has not: it may be resumed, and if it is
   * not, the build's silence limit applies.
   */
  private boolean isOver(VmInfo info) throws InterruptedException {
    return switch (info.state()) {
      case RUNNING -> {
        pauseTold = false;
        yield false;
      }
      case PAUSED -> {
        tellWhyPaused();
        yield false;
      }
      case POWERED_OFF -> {
        if (info.isLocked()) {
          yield false;
        }
        serialEnd.await();
        events.put(new MachineEvent.PoweredOff());
        yield true;
      }
      case ASLEEP -> {
        events.put(
            died(
                "the VM's state was saved, by a user or because its process was asked to end, as"
                    + " when the host shuts down"));
        yield true;
      }
      case ABORTED -> {
        serialEnd.await();
        events.put(died("the VM's process was killed or crashed (out of memory?)"));
        yield true;
      }
      case STUCK -> {
        events.put(died("VirtualBox gave up on the guest (Guru Meditation)"));
        yield true;
      }
    };
  }

  private void tellWhyPaused() {
    if (log.diskFailure().isPresent()) {
      if (!diskFailureTold) {
        diskFailureTold = true;
        events.put(log.diskFailure().get());
      }
    } else if (log.timesFull() > timesFullTold) {
      // Counted, since a VM may run too briefly between two of them to be seen running.
      timesFullTold = log.timesFull();
      pauseTold = true;
      events.put(new MachineEvent.HostFull("of the VM"));
    } else if (!pauseTold) {
      pauseTold = true;
      events.put(new MachineEvent.Paused());
    }
  }

  private MachineEvent died(String what) {
    return new MachineEvent.HypervisorDied(
        OptionalInt.empty(), what + "; the end of its log:\n" + LogTail.lines(boxLog, LOG_LINES));
  }
}
