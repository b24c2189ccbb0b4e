package dev.casement.hypervisor.qemu;

import dev.casement.files.RotatingLog;
import dev.casement.hypervisor.EventQueue;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.LogTail;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.hypervisor.SerialPort;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** A guest running under QEMU. */
final class RunningQemu implements VirtualMachine {
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration HANG_UP = Duration.ofSeconds(5);

  /** How long QEMU may take to close its disks once the guest has powered off. */
  private static final Duration QUIT = Duration.ofMinutes(5);

  private static final long LOG_LIMIT = 32L << 20;

  /**
   * Of query-blockstats. Discards count too: a guest that trims its disk for an hour does nothing
   * else.
   */
  private static final List<String> COUNTERS = List.of("rd_bytes", "wr_bytes", "unmap_bytes");

  private final EventQueue events = new EventQueue();
  private final GuestFate fate = new GuestFate();
  private final RunDirectory directory;
  private final QemuProcess qemu;
  private final RotatingLog serialLog;
  private final RotatingLog qmpLog;
  private final Qmp qmp;
  private final Screen screen;
  private final SerialPort serial;
  private final Thread supervisor;
  private volatile long lastDiskBytes;

  /**
   * Takes ownership of the process and the directory, unless this throws.
   *
   * @param logs the directory for serial.log and qmp.log
   * @throws QmpException when QEMU closes the connection without a greeting
   */
  RunningQemu(RunDirectory directory, QemuProcess qemu, Path logs)
      throws QmpException, InterruptedException {
    this.directory = directory;
    this.qemu = qemu;
    this.qmpLog = new RotatingLog(logs.resolve("qmp.log"), LOG_LIMIT);
    this.qmp = Qmp.open(qemu.qmp(), qmpLog, QemuProcess.PATIENCE);
    this.screen = new Screen(qmp);
    this.serialLog = new RotatingLog(logs.resolve(Hypervisor.SERIAL_LOG), LOG_LIMIT);
    this.serial = new SerialPort(qemu.serial(), serialLog, events::putLine);
    // Last, because handling the guest's end needs all of the above.
    qmp.listen(this::onQmpEvent);
    this.supervisor = Thread.ofVirtual().name("qemu-supervisor").start(this::supervise);
    Thread.ofVirtual().start(this::checkState);
  }

  /** QEMU's version, such as {@code 7.2.18}. */
  String version() {
    return qmp.version();
  }

  /** QEMU's process id. */
  long pid() {
    return qemu.process().pid();
  }

  @Override
  public Optional<MachineEvent> next(Duration patience) throws InterruptedException {
    return events.next(patience);
  }

  @Override
  public boolean screenshot(Path png) {
    try {
      screen.write(png);
      return true;
    } catch (IOException e) {
      return copyLastScreen(png);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean copyLastScreen(Path png) {
    try {
      Files.copy(directory.lastScreen(), png, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void press(Key key) {
    String code =
        switch (key) {
          case ENTER -> "ret";
          case ESCAPE -> "esc";
          case UP -> "up";
        };
    try {
      qmp.execute(
          "send-key", Map.of("keys", List.of(Map.of("type", "qcode", "data", code))), ANSWER);
    } catch (QmpException e) {
      // The machine has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void resume() {
    // Recorded first: once the guest continues, the disk may be full again at once.
    if (!fate.resumes()) {
      return;
    }
    try {
      qmp.execute("cont", Map.of(), ANSWER);
    } catch (QmpException e) {
      // The machine has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public long diskBytes() {
    try {
      lastDiskBytes = bytes(qmp.execute("query-blockstats", Map.of(), ANSWER));
    } catch (QmpException e) {
      // The machine has ended; the last count stays valid.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return lastDiskBytes;
  }

  @Override
  public Optional<Duration> cpuTime() {
    return ProcessHandle.of(pid()).flatMap(process -> process.info().totalCpuDuration());
  }

  @Override
  public boolean showsLife() {
    return true;
  }

  /** The sum over all devices in the result of {@code query-blockstats}. */
  static long bytes(JsonNode devices) {
    long bytes = 0;
    for (JsonNode device : devices) {
      JsonNode stats = device.path("stats");
      for (String counter : COUNTERS) {
        bytes += stats.path(counter).asLong(0);
      }
    }
    return bytes;
  }

  @Override
  public void close() {
    events.close();
    qemu.close();
    boolean interrupted = Thread.interrupted();
    try {
      supervisor.join(HANG_UP);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    serialLog.close();
    qmpLog.close();
    directory.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called on the thread that reads QMP. */
  private void onQmpEvent(Qmp.Event event) {
    JsonNode data = event.data();
    switch (event.name()) {
      case "RESET" -> fate.reset(event).ifPresent(events::put);
      case "GUEST_PANICKED" -> fate.panicked(data).ifPresent(events::put);
      case "BLOCK_IO_ERROR" -> fate.diskFailed(data).ifPresent(events::put);
      case "STOP" -> Thread.ofVirtual().start(this::checkState);
      case "SHUTDOWN" -> {
        if (fate.shutDown(data)) {
          Thread.ofVirtual().start(this::quit);
        }
      }
      default -> {
        // Other events are only logged.
      }
    }
  }

  /** The guest has powered off and is stopped: saves its last screen and lets QEMU exit. */
  private void quit() {
    HostProcess process = qemu.process();
    try {
      try {
        screen.write(directory.lastScreen());
      } catch (IOException e) {
        // Then the run has no last screenshot.
      }
      try {
        qmp.execute("quit", Map.of(), ANSWER);
      } catch (QmpException e) {
        // QEMU has closed the connection already.
      }
      if (!process.waitFor(QUIT)) {
        process.close();
      }
    } catch (InterruptedException e) {
      process.close();
    }
  }

  /**
   * Checks the state of a guest that may have stopped, and reports an end that no event has
   * reported.
   *
   * <p>A virtual CPU that KVM cannot continue stops without an event. Also, QEMU sends no events
   * before the session is open, and a guest can end faster than Java loads the classes that open it
   * (QEMU Machine Protocol Specification, "Capabilities Negotiation").
   */
  private void checkState() {
    try {
      String state = qmp.execute("query-status", Map.of(), ANSWER).path("status").asString("");
      switch (state) {
        case "shutdown" -> {
          if (fate.foundShutDown()) {
            quit();
          }
        }
        case "guest-panicked" -> fate.foundPanicked().ifPresent(events::put);
        case "io-error" -> fate.foundDiskFailed().ifPresent(events::put);
        case "internal-error" ->
            events.put(
                new MachineEvent.HypervisorDied(
                    OptionalInt.empty(), LogTail.of(qemu.process().log())));
        default -> {
          // It is running, or stopped for another reason.
        }
      }
    } catch (QmpException e) {
      // QEMU has ended; its supervisor reports that.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for QEMU to exit and for its remaining output, then reports the last event. */
  private void supervise() {
    HostProcess process = qemu.process();
    try {
      int exitCode = process.onExit().join();
      serial.awaitEnd();
      qmp.awaitEnd(HANG_UP);
      events.put(fate.end(OptionalInt.of(exitCode), LogTail.of(process.log())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
