package dev.casement.hypervisor.openstack;

import dev.casement.files.RotatingLog;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.SerialLines;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.openstack.compute.ConsoleLog;
import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import dev.casement.units.Durations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;

/**
 * A server that runs a guest. Its console log and its status are asked for at intervals; neither
 * its screen nor its resets can be seen, and no key can be pressed.
 */
final class CloudServer implements VirtualMachine {
  /** How long the cloud may fail to answer while the server runs: a service may be restarted. */
  private static final Duration TROUBLE = Duration.ofMinutes(15);

  private final Nova nova;
  private final String id;
  private final CloudCalls calls;
  private final RotatingLog log;
  private final Runnable end;
  private final ConsoleLog console = new ConsoleLog();
  private final Queue<MachineEvent> events = new ArrayDeque<>();
  private final SerialLines lines = new SerialLines(events::add);
  private Instant nextLook;
  private Optional<Instant> troubledSince = Optional.empty();
  private Instant lastRead;
  private boolean unheard;
  private boolean gapTold;
  private boolean paused;
  private boolean ended;
  private boolean closed;

  /**
   * @param log gets the console log
   * @param end deletes the server and what was made for it
   */
  CloudServer(Nova nova, String id, CloudCalls calls, RotatingLog log, Runnable end) {
    this.nova = nova;
    this.id = id;
    this.calls = calls;
    this.log = log;
    this.end = end;
    this.nextLook = calls.timer().instant();
    this.lastRead = nextLook;
  }

  @Override
  public Optional<MachineEvent> next(Duration patience) throws InterruptedException {
    Instant until = calls.timer().instant().plus(patience);
    while (events.isEmpty()) {
      Instant now = calls.timer().instant();
      if (!ended && !now.isBefore(nextLook)) {
        look();
        nextLook = calls.timer().instant().plus(calls.look());
      } else if (now.isBefore(until)) {
        Instant wake = ended || until.isBefore(nextLook) ? until : nextLook;
        Thread.sleep(Duration.between(now, wake));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(events.remove());
  }

  /** Asks for the console log first: once the server is off, there is none. */
  private void look() {
    try {
      Optional<String> tail = nova.consoleSoon(id);
      Instant now = calls.timer().instant();
      if (tail.isPresent()) {
        append(tail.get());
        lastRead = now;
      } else {
        // Nobody was there to hear what it said last.
        unheard |= Duration.between(lastRead, now).compareTo(HypervisorKind.LINGER) > 0;
      }
      nova.serverSoon(id).ifPresentOrElse(this::judge, () -> die("somebody else deleted it"));
      troubledSince = Optional.empty();
    } catch (BuildException e) {
      if (e.failure() != Failure.PUBLISH) {
        throw e;
      }
      bear(e);
    }
  }

  /** The guest works on while the cloud's services are away. */
  private void bear(BuildException trouble) {
    Instant now = calls.timer().instant();
    if (troubledSince.isEmpty()) {
      troubledSince = Optional.of(now);
      calls.progress().warn("server " + id + " cannot be watched for now: " + trouble.what());
    }
    if (Duration.between(troubledSince.get(), now).compareTo(TROUBLE) > 0) {
      throw CloudCalls.failure(
          "server "
              + id
              + " could not be watched for "
              + Durations.format(TROUBLE)
              + ": "
              + trouble.what(),
          trouble.remedy());
    }
  }

  private void append(String tail) {
    ConsoleLog.Addition addition = console.add(tail);
    if (addition.gap() && !gapTold) {
      gapTold = true;
      calls
          .progress()
          .warn("a part of the server's console log was overwritten before it was read");
    }
    byte[] bytes = addition.text().getBytes(StandardCharsets.UTF_8);
    log.append(bytes, 0, bytes.length);
    lines.append(bytes, 0, bytes.length);
  }

  /** Source: Compute API, "Servers", status. */
  private void judge(Server server) {
    switch (server.status()) {
      case "SHUTOFF" -> {
        lines.end();
        if (unheard) {
          calls
              .progress()
              .warn(
                  "the cloud could not be asked for the end of the console log before the guest"
                      + " powered off: its last messages may be missing");
        }
        events.add(new MachineEvent.PoweredOff());
        ended = true;
      }
      case "PAUSED", "SUSPENDED" -> {
        if (!paused) {
          events.add(new MachineEvent.Paused());
        }
        paused = true;
      }
      case "ERROR" ->
          die(server.fault().isEmpty() ? "no reason given" : Printable.line(server.fault()));
      case "DELETED", "SOFT_DELETED" -> die("somebody else deleted it");
      default -> paused = false;
    }
  }

  private void die(String why) {
    lines.end();
    events.add(new MachineEvent.HypervisorDied(OptionalInt.empty(), "server " + id + ": " + why));
    ended = true;
  }

  @Override
  public boolean screenshot(Path png) {
    return false;
  }

  @Override
  public void press(Key key) {
    // There is no such request.
  }

  @Override
  public void resume() {
    // The cloud never pauses a guest by itself for want of room.
  }

  @Override
  public long diskBytes() {
    return 0;
  }

  @Override
  public Optional<Duration> cpuTime() {
    return Optional.empty();
  }

  @Override
  public boolean showsLife() {
    return false;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      end.run();
    }
  }
}
