package dev.casement.hypervisor.qemu;

import dev.casement.hypervisor.MachineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Translates QEMU's events into machine events, and records how the guest ended (QEMU
 * documentation, "QEMU QMP Reference Manual": SHUTDOWN and ShutdownCause, RESET, GUEST_PANICKED,
 * BLOCK_IO_ERROR).
 */
final class GuestFate {
  /** Less than any system needs to start; firmware is done with its own resets much sooner. */
  private static final Duration ONE_RESET = Duration.ofSeconds(1);

  private Optional<Instant> lastReset = Optional.empty();
  private boolean poweredOff;
  private boolean panicked;
  private boolean diskFailed;
  private boolean hostFull;

  /**
   * The event for a guest's reset; empty for resets by the host, and for those that the firmware
   * adds to one of the guest.
   *
   * <p>SeaBIOS answers each reset of the guest with another one, to get its own code back (SeaBIOS,
   * src/fw/shadow.c, qemu_reboot). On a busy host that takes it several attempts: five resets were
   * seen within 60 ms.
   */
  synchronized Optional<MachineEvent> reset(Qmp.Event event) {
    if (!event.data().path("guest").asBoolean(false) || isStillTheLastReset(event.at())) {
      return Optional.empty();
    }
    lastReset = event.at();
    return Optional.of(new MachineEvent.Reset());
  }

  /** If the host's clock was set back in between, it is another one. */
  private boolean isStillTheLastReset(Optional<Instant> time) {
    return time.flatMap(at -> lastReset.map(last -> Duration.between(last, at)))
        .filter(since -> !since.isNegative() && since.compareTo(ONE_RESET) < 0)
        .isPresent();
  }

  /** The event for a panic, with the stop code if a Windows guest reported one. */
  synchronized Optional<MachineEvent> panicked(JsonNode data) {
    if (panicked) {
      return Optional.empty();
    }
    panicked = true;
    JsonNode info = data.path("info");
    if (!info.path("type").asString("").equals("hyper-v")) {
      return Optional.of(new MachineEvent.Panicked("the guest reported a panic"));
    }
    StringBuilder detail = new StringBuilder("stop code 0x");
    detail.append(hex(info.path("arg1")));
    for (String argument : new String[] {"arg2", "arg3", "arg4", "arg5"}) {
      detail.append(", 0x").append(hex(info.path(argument)));
    }
    return Optional.of(new MachineEvent.Panicked(detail.toString()));
  }

  /** The event for a guest found panicked, unless already reported. */
  synchronized Optional<MachineEvent> foundPanicked() {
    return panicked(MissingNode.getInstance());
  }

  /** The event for a guest found stopped by a failed disk access, unless already reported. */
  synchronized Optional<MachineEvent> foundDiskFailed() {
    if (diskFailed || hostFull) {
      return Optional.empty();
    }
    diskFailed = true;
    return Optional.of(new MachineEvent.DiskFailed("a disk", "access failed; see qmp.log"));
  }

  /** Records that the guest was found switched off; true unless that was known. */
  synchronized boolean foundShutDown() {
    boolean news = !poweredOff;
    poweredOff = true;
    return news;
  }

  /** Formats an unsigned 64-bit number, which may exceed a Java long. */
  private static String hex(JsonNode number) {
    return number.isIntegralNumber() ? number.bigIntegerValue().toString(16) : "?";
  }

  /**
   * The event for a failed disk access that stopped the guest. Empty for further failures of the
   * same moment, and for errors that were only reported to the guest.
   */
  synchronized Optional<MachineEvent> diskFailed(JsonNode data) {
    if (diskFailed || !data.path("action").asString("").equals("stop")) {
      return Optional.empty();
    }
    String node = data.path("node-name").asString("");
    String device = node.isEmpty() ? data.path("qom-path").asString("a disk") : node;
    if (data.path("nospace").asBoolean(false)) {
      boolean news = !hostFull;
      hostFull = true;
      return news ? Optional.of(new MachineEvent.HostFull(device)) : Optional.empty();
    }
    diskFailed = true;
    String reason = data.path("reason").asString("no reason given");
    String operation = data.path("operation").asString("access");
    return Optional.of(new MachineEvent.DiskFailed(device, operation + " failed: " + reason));
  }

  /** Records that the guest is about to continue; false if it was not paused by a full disk. */
  synchronized boolean resumes() {
    boolean paused = hostFull && !diskFailed;
    hostFull = false;
    return paused;
  }

  /**
   * Records a SHUTDOWN event; true when the guest switched the machine off, as opposed to a signal
   * to QEMU or Casement's own request.
   */
  synchronized boolean shutDown(JsonNode data) {
    String reason = data.path("reason").asString("guest-shutdown");
    if (poweredOff || !data.path("guest").asBoolean(false) || !reason.equals("guest-shutdown")) {
      return false;
    }
    poweredOff = true;
    return true;
  }

  /** The machine's last event, after QEMU has ended with this code. */
  synchronized MachineEvent end(OptionalInt exitCode, String logTail) {
    if (poweredOff && exitCode.equals(OptionalInt.of(0))) {
      return new MachineEvent.PoweredOff();
    }
    return new MachineEvent.HypervisorDied(exitCode, logTail);
  }
}
