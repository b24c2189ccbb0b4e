package dev.casement.hypervisor.virtualbox;

import dev.casement.hypervisor.EventQueue;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.LogTail;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.RotatingLog;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.hypervisor.SerialPort;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A guest running under VirtualBox. */
final class VirtualBoxVirtualMachine implements VirtualMachine {
  private static final long LOG_LIMIT = 32L << 20;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /** Each question costs a process; what matters is in the log before that. */
  private static final int LOOKS_PER_QUESTION = 20;

  /** A busy VBoxSVC may fail to answer once or twice. */
  static final int MOST_UNANSWERED = 5;

  private static final Pattern BYTES =
      Pattern.compile("c=\"(\\d+)\"[^>]*name=\"/Public/Storage/[^\"]*/Bytes(?:Read|Written)\"");

  private final EventQueue events = new EventQueue();
  private final String name;
  private final VBoxManage manage;
  private final OwnMachines own;
  private final RunDirectory directory;
  private final Path logs;
  private final String replay;
  private final RotatingLog serialLog;
  private final SerialPort serial;
  private final Path boxLog;
  private final Thread supervisor;
  private volatile boolean closed;
  private volatile long lastDiskBytes;

  /**
   * Takes everything over.
   *
   * @param boxLog VirtualBox's log of this run
   * @param logs where serial.log and virtualbox.log go
   */
  VirtualBoxVirtualMachine(
      String name, Session session, SocketChannel serial, Path boxLog, Path logs, String replay) {
    this.name = name;
    this.manage = session.manage();
    this.own = session.own();
    this.directory = session.directory();
    this.logs = logs;
    this.replay = replay;
    this.boxLog = boxLog;
    this.serialLog = new RotatingLog(logs.resolve(Hypervisor.SERIAL_LOG), LOG_LIMIT);
    this.serial = new SerialPort(serial, serialLog, events::putLine);
    this.supervisor = Thread.ofVirtual().name("virtualbox-supervisor").start(this::supervise);
  }

  /** What a running VM is in touch with. */
  record Session(VBoxManage manage, OwnMachines own, RunDirectory directory) {}

  @Override
  public Optional<MachineEvent> next(Duration patience) throws InterruptedException {
    return events.next(patience);
  }

  @Override
  public boolean screenshot(Path png) {
    Path target = png.toAbsolutePath();
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      try {
        if (!control(List.of("controlvm", name, "screenshotpng", part.toString()))) {
          return false;
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        return true;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Scan codes of set 1, pressed and released. */
  @Override
  public void press(Key key) {
    control(keyCall(name, key));
  }

  static List<String> keyCall(String vm, Key key) {
    return switch (key) {
      case ENTER -> List.of("controlvm", vm, "keyboardputscancode", "1c", "9c");
      case SPACE -> List.of("controlvm", vm, "keyboardputscancode", "39", "b9");
      case ESCAPE -> List.of("controlvm", vm, "keyboardputscancode", "01", "81");
    };
  }

  private boolean control(List<String> arguments) {
    try {
      return manage.run(arguments).succeeded();
    } catch (BuildException e) {
      // Cancelled, or VirtualBox does not answer: the supervisor tells.
      return false;
    }
  }

  @Override
  public long diskBytes() {
    try {
      var result =
          manage.run(List.of("debugvm", name, "statistics", "--pattern", "/Public/Storage/*"));
      if (result.succeeded()) {
        lastDiskBytes = bytes(result.stdout());
      }
    } catch (BuildException e) {
      // As with control.
    }
    return lastDiskBytes;
  }

  /** The sum of the counters of bytes in an answer of {@code debugvm statistics}. */
  static long bytes(String statistics) {
    Matcher matcher = BYTES.matcher(statistics);
    long bytes = 0;
    while (matcher.find()) {
      bytes += Long.parseLong(matcher.group(1));
    }
    return bytes;
  }

  @Override
  public String replay() {
    return replay;
  }

  @Override
  public void close() {
    closed = true;
    events.close();
    // Nothing of this may be cut short, or the VM would stay.
    boolean interrupted = Thread.interrupted();
    try {
      supervisor.join();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      keepLog();
      own.remove(name);
    } finally {
      serial.close();
      serialLog.close();
      directory.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** VirtualBox deletes its log with the VM. */
  private void keepLog() {
    try {
      Files.copy(boxLog, logs.resolve("virtualbox.log"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // There is none, or no room for it.
    }
  }

  /** Follows the VM until it has come to its end, and has the last word. */
  private void supervise() {
    BoxLog log = new BoxLog(boxLog);
    int looks = 0;
    int unanswered = 0;
    boolean diskFailed = false;
    try {
      while (!closed) {
        log.readOn().forEach(events::put);
        if (log.hasStateChanged() || ++looks % LOOKS_PER_QUESTION == 0) {
          Optional<VmInfo> info = ask();
          unanswered = info.isPresent() ? 0 : unanswered + 1;
          if (unanswered > MOST_UNANSWERED) {
            events.put(died("VBoxManage does not answer any more; the VM may still run"));
            return;
          }
          if (info.isPresent() && isOver(info.get())) {
            return;
          }
          if (info.isPresent()
              && info.get().state() == MachineState.PAUSED
              && log.diskFailure().isPresent()
              && !diskFailed) {
            diskFailed = true;
            events.put(log.diskFailure().get());
          }
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<VmInfo> ask() {
    try {
      return manage.info(name);
    } catch (BuildException e) {
      return Optional.empty();
    }
  }

  /**
   * Tells the end if this is one. A VM that somebody has paused may go on: that is no end, and a
   * build's watch for silence is there for one that does not.
   */
  private boolean isOver(VmInfo info) throws InterruptedException {
    return switch (info.state()) {
      case RUNNING, PAUSED -> false;
      case POWERED_OFF -> {
        if (info.isLocked()) {
          yield false;
        }
        serial.awaitEnd();
        events.put(new MachineEvent.PoweredOff());
        yield true;
      }
      case ABORTED -> {
        serial.awaitEnd();
        events.put(died("the VM's process was killed or crashed"));
        yield true;
      }
      case STUCK -> {
        events.put(died("VirtualBox gave up on the guest (Guru Meditation)"));
        yield true;
      }
    };
  }

  private MachineEvent died(String what) {
    return new MachineEvent.HypervisorDied(
        OptionalInt.empty(), what + "; the end of its log: " + LogTail.of(boxLog));
  }
}
