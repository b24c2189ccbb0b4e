package dev.casement.hypervisor.virtualbox;

import dev.casement.files.CompleteFile;
import dev.casement.files.RotatingLog;
import dev.casement.hypervisor.EventQueue;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineEvent;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A guest running under VirtualBox. */
final class RunningVirtualBox implements VirtualMachine {
  private static final long LOG_LIMIT = 32L << 20;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /** A guest may send much output at its end, which must be read completely. */
  private static final Duration SERIAL_END = Duration.ofSeconds(30);

  private static final Pattern BYTES =
      Pattern.compile("c=\"(\\d+)\"[^>]*name=\"/Public/Storage/[^\"]*/Bytes(?:Read|Written)\"");

  private final EventQueue events = new EventQueue();
  private final String name;
  private final VBoxManage manage;
  private final OwnMachines own;
  private final RunDirectory directory;
  private final Path logs;
  private final RotatingLog serialLog;
  private final SerialPort serial;
  private final Path boxLog;
  private final Thread supervisor;
  private volatile long lastDiskBytes;

  /**
   * Takes ownership of everything.
   *
   * @param boxLog VirtualBox's log of this run
   * @param logs the directory for serial.log and virtualbox.log
   */
  RunningVirtualBox(String name, Session session, SocketChannel serial, Path boxLog, Path logs) {
    this.name = name;
    this.manage = session.manage();
    this.own = session.own();
    this.directory = session.directory();
    this.logs = logs;
    this.boxLog = boxLog;
    this.serialLog = new RotatingLog(logs.resolve(Hypervisor.SERIAL_LOG), LOG_LIMIT);
    this.serial = new SerialPort(serial, serialLog, events::putLine);
    this.supervisor =
        Thread.ofVirtual()
            .name("virtualbox-supervisor")
            .start(
                new Supervisor(
                    () -> manage.infoNow(name),
                    boxLog,
                    events,
                    () -> this.serial.awaitEnd(SERIAL_END),
                    BETWEEN_LOOKS));
  }

  /** The resources of a running VM. */
  record Session(VBoxManage manage, OwnMachines own, RunDirectory directory) {}

  @Override
  public Optional<MachineEvent> next(Duration patience) throws InterruptedException {
    return events.next(patience);
  }

  @Override
  public boolean screenshot(Path png) {
    Path target = png.toAbsolutePath();
    try {
      CompleteFile.writePassing(
          target,
          part -> {
            if (!control(List.of("controlvm", name, "screenshotpng", part.toString()))) {
              throw new IOException("VirtualBox gives no screen");
            }
          });
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Scan codes of set 1, make and break; those of the arrow keys have a prefix. */
  @Override
  public void press(Key key) {
    control(keyCall(name, key));
  }

  @Override
  public void resume() {
    control(List.of("controlvm", name, "resume"));
  }

  static List<String> keyCall(String vm, Key key) {
    return switch (key) {
      case ENTER -> List.of("controlvm", vm, "keyboardputscancode", "1c", "9c");
      case ESCAPE -> List.of("controlvm", vm, "keyboardputscancode", "01", "81");
      case UP -> List.of("controlvm", vm, "keyboardputscancode", "e0", "48", "e0", "c8");
    };
  }

  private boolean control(List<String> arguments) {
    try {
      return manage.run(arguments).succeeded();
    } catch (BuildException e) {
      // Cancelled, or VirtualBox does not answer, which the supervisor reports.
      return false;
    }
  }

  @Override
  public Optional<Duration> cpuTime() {
    return Optional.empty();
  }

  @Override
  public boolean showsLife() {
    return true;
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
      // Reported by the supervisor.
    }
    return lastDiskBytes;
  }

  /** The sum of the byte counters in the output of {@code debugvm statistics}. */
  static long bytes(String statistics) {
    Matcher matcher = BYTES.matcher(statistics);
    long bytes = 0;
    while (matcher.find()) {
      bytes += Long.parseLong(matcher.group(1));
    }
    return bytes;
  }

  @Override
  public void close() {
    events.close();
    // Its queries are no longer needed.
    supervisor.interrupt();
    // An interrupt must not cut this short, or the VM would remain.
    Uninterrupted.run(this::end);
  }

  private void end() {
    try {
      supervisor.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("this thread is never interrupted", e);
    }
    try {
      keepLog(boxLog, logs);
      own.remove(name);
    } finally {
      serial.close();
      serialLog.close();
      directory.close();
    }
  }

  /** Copies VirtualBox's log, which is deleted with the VM. */
  static void keepLog(Path boxLog, Path logs) {
    try {
      Files.copy(boxLog, logs.resolve("virtualbox.log"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // The log does not exist, or the disk is full.
    }
  }
}
