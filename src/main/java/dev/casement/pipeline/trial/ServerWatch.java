package dev.casement.pipeline.trial;

import dev.casement.http.Web;
import dev.casement.hypervisor.SerialLines;
import dev.casement.openstack.compute.ConsoleLog;
import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import dev.casement.openstack.publish.PublishListener;
import dev.casement.pipeline.engine.Deadline;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import dev.casement.units.Durations;
import dev.casement.units.SteadyClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Watches a server in a cloud until cloudbase-init's service has done its work; each other end is a
 * failure that says what was heard until then.
 */
final class ServerWatch {
  /** Time for the cloud to start it: the host may have to fetch and convert the image. */
  private static final Duration START = Duration.ofMinutes(30);

  private static final int MOST_CONSOLE = 1 << 20;

  private final Nova nova;
  private final String id;
  private final Duration limit;
  private final Duration look;
  private final Clock timer;
  private final PublishListener listener;
  private final ConsoleLog console = new ConsoleLog();
  private final StringBuilder all = new StringBuilder();
  private final CloudbaseInitLog log = new CloudbaseInitLog();
  private final SerialLines lines = new SerialLines(line -> hear(line.text()));
  private Optional<Deadline> boot = Optional.empty();
  private String state = "";
  private boolean gap;

  /**
   * @param limit from its start until cloudbase-init has done its work
   * @param look how long to wait before the server is asked for again
   */
  ServerWatch(
      Nova nova, String id, Duration limit, Duration look, Clock clock, PublishListener listener) {
    this.nova = nova;
    this.id = id;
    this.limit = limit;
    this.look = look;
    this.timer = new SteadyClock(clock);
    this.listener = listener;
  }

  /**
   * Returns when cloudbase-init is done.
   *
   * @throws BuildException VERIFY when the image is at fault, PUBLISH when the cloud is, CANCELLED
   */
  void untilDone() {
    Deadline start = Deadline.in(START, timer);
    look(start);
    while (!log.isOver()) {
      Web.pause(look);
      look(start);
    }
    if (!log.errors().isEmpty()) {
      throw failure(
          "cloudbase-init reports errors",
          "see the lines around them: a plugin that fails here fails in each instance");
    }
  }

  private void look(Deadline start) {
    Server server = nova.server(id).orElseThrow(this::vanished);
    if (!server.state().equals(state)) {
      state = server.state();
      listener.progress(OptionalInt.empty(), "server " + id + ": " + state);
    }
    switch (server.status()) {
      case "BUILD" -> {
        if (start.isOver()) {
          throw cloud(
              "server " + id + " was not started within " + Durations.format(START),
              "try again later, or ask the operator of the cloud");
        }
      }
      case "ERROR" -> throw fault(server);
      case "SHUTOFF" ->
          throw failure(
              "the server powered off by itself",
              "an instance must keep running: look for a script, a licence or a setting in the"
                  + " image that shuts Windows down");
      default -> listen();
    }
  }

  private void listen() {
    Deadline deadline = boot.orElseGet(() -> Deadline.in(limit, timer));
    boot = Optional.of(deadline);
    nova.console(id).ifPresent(this::append);
    if (!log.isOver() && deadline.isOver()) {
      throw outOfTime();
    }
  }

  private void append(String tail) {
    ConsoleLog.Addition addition = console.add(tail);
    if (addition.gap() && !gap) {
      gap = true;
      listener.warn("a part of the server's console log was overwritten before it was read");
    }
    all.append(addition.text());
    if (all.length() > 2 * MOST_CONSOLE) {
      all.delete(0, all.length() - MOST_CONSOLE);
    }
    byte[] bytes = addition.text().getBytes(StandardCharsets.UTF_8);
    lines.append(bytes, 0, bytes.length);
  }

  private void hear(String line) {
    log.hear(line)
        .ifPresent(
            message ->
                listener.progress(
                    OptionalInt.empty(), "cloudbase-init: " + Printable.line(message)));
  }

  /** What cloudbase-init has said. */
  CloudbaseInitLog heard() {
    return log;
  }

  /** The console log, or its last MiB. */
  String console() {
    return all.toString();
  }

  /** Its last known state. */
  String state() {
    return state;
  }

  /** The time since it was first seen running. */
  Duration elapsed() {
    return boot.map(deadline -> limit.minus(deadline.remaining())).orElse(Duration.ZERO);
  }

  private BuildException outOfTime() {
    String time = Durations.format(limit);
    String more = "raise publish.try.limit if the cloud is slow";
    if (log.last().isEmpty()) {
      return failure(
          "cloudbase-init was not heard on the console within " + time,
          "start a server from the image and look at its screen: a stop code such as 0x7b"
              + " (INACCESSIBLE_BOOT_DEVICE) means a missing driver. If Windows is up, its"
              + " cloudbase-init.conf needs logging_serial_port_settings=COM1,115200,N,8. If it was"
              + " still starting, "
              + more);
    }
    return failure(
        "cloudbase-init did not finish within " + time,
        "see the end of the console log for what it waited for; " + more);
  }

  private BuildException vanished() {
    return cloud(
        "server " + id + " was deleted by somebody else during its trial",
        "run the same command again");
  }

  private BuildException fault(Server server) {
    String fault = server.fault().isEmpty() ? "without a reason" : server.fault();
    return cloud(
        "the cloud could not run server " + id + ": " + Printable.line(fault),
        server.fault().contains("No valid host")
            ? "name another publish.try.flavor, or ask the operator of the cloud which host offers"
                + " what the image's properties ask for (firmware, TPM, Secure Boot)"
            : "try again later; if this persists, ask the operator of the cloud");
  }

  private static BuildException cloud(String what, String remedy) {
    return new BuildException(Failure.PUBLISH, what, remedy);
  }

  private BuildException failure(String what, String remedy) {
    StringBuilder text = new StringBuilder("in a trial on server " + id + ", ").append(what);
    log.errors().forEach(error -> text.append("\n  ").append(Printable.line(error)));
    if (log.errors().isEmpty()) {
      log.last()
          .ifPresent(last -> text.append("; its last message was: ").append(Printable.line(last)));
    }
    return new BuildException(Failure.VERIFY, text.toString(), remedy);
  }
}
