package dev.casement.hypervisor.virtualbox;

import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * VirtualBox's command line.
 *
 * <p>Without its kernel driver it writes a warning first, so only the exit code shows whether a
 * call succeeded, and only lines marked as errors are reported.
 */
final class VBoxManage {
  /** VirtualBox allocates the guest's memory meanwhile. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** VirtualBox translates its output, some of which is parsed; file names need UTF-8. */
  private static final Map<String, String> UNTRANSLATED = Map.of("LC_ALL", "C.UTF-8");

  /**
   * How long a closing session may keep a VM locked: VirtualBox reports a VM as off some seconds
   * before it can be changed (hashicorp/packer issues 1193 and 2889).
   */
  private static final Duration LOCKED = Duration.ofSeconds(30);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  /** A busy VBoxSVC may fail to answer for some seconds. */
  private static final int TRIES_TO_ASK = 10;

  /**
   * VirtualBox's service exits five seconds after its last client, and a call at that moment is
   * rejected without effect (seen with 7.2.22; hashicorp/vagrant issues 2607 and 2831).
   */
  private static final String REJECTED = "Failed to create the VirtualBox object";

  private static final int TRIES_WHEN_REJECTED = 5;

  private static final Pattern ERROR = Pattern.compile("VBoxManage(?:\\.exe)?: error: ");
  private static final String NO_SUCH = "VBOX_E_OBJECT_NOT_FOUND";

  /** How many lines to show of output without lines marked as errors. */
  private static final int SHOWN_LINES = 3;

  private final CommandRunner runner;
  private final Duration betweenTries;

  VBoxManage(CommandRunner runner) {
    this(runner, BETWEEN_TRIES);
  }

  VBoxManage(CommandRunner runner, Duration betweenTries) {
    this.runner = runner;
    this.betweenTries = betweenTries;
  }

  static HostCommand command(List<String> arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(Tool.VBOXMANAGE.program());
    argv.addAll(arguments);
    Duration limit = arguments.getFirst().equals("startvm") ? START_LIMIT : LIMIT;
    return new HostCommand(argv, limit, Optional.empty(), UNTRANSLATED);
  }

  /**
   * Runs VBoxManage, whatever its exit code; retries while VirtualBox's service rejects the call.
   */
  CommandResult run(List<String> arguments) {
    CommandResult result = runner.run(command(arguments));
    for (int tries = 1; isRejected(result) && tries < TRIES_WHEN_REJECTED; tries++) {
      pause();
      result = runner.run(command(arguments));
    }
    return result;
  }

  /** Runs VBoxManage, and retries while a closing session locks the VM. */
  CommandResult runUnlocked(List<String> arguments) {
    long deadline = System.nanoTime() + LOCKED.toNanos();
    CommandResult result = run(arguments);
    long tries = LOCKED.dividedBy(BETWEEN_TRIES);
    while (!result.succeeded() && isLocked(result) && --tries > 0 && System.nanoTime() < deadline) {
      pause();
      result = run(arguments);
    }
    return result;
  }

  /**
   * Runs VBoxManage as {@link #runUnlocked} does, and returns its output.
   *
   * @throws BuildException HOST with VirtualBox's message when it fails
   */
  String ok(List<String> arguments) {
    CommandResult result = runUnlocked(arguments);
    if (!result.succeeded()) {
      throw failed(arguments, result);
    }
    return result.stdout();
  }

  private static BuildException failed(List<String> arguments, CommandResult result) {
    String error = error(result);
    return new BuildException(
        Failure.HOST,
        "VBoxManage " + arguments.getFirst() + " failed: " + error,
        error.contains("already exists")
            ? "remove what a killed build left: casement clean; anything else of that name, by hand"
            : "replay it to see more: " + command(arguments).replay());
  }

  /**
   * VirtualBox's information about a VM; empty when no VM has this name.
   *
   * @throws BuildException HOST when VirtualBox does not answer after several tries
   */
  Optional<VmInfo> info(String vm) {
    List<String> question = question(vm);
    CommandResult result = run(question);
    for (int tries = 1; !isAnswer(result) && tries < TRIES_TO_ASK; tries++) {
      pause();
      result = run(question);
    }
    if (!isAnswer(result)) {
      throw failed(question, result);
    }
    return parsed(result);
  }

  /** As {@link #info}, with a single try; empty also when VirtualBox does not answer. */
  Optional<VmInfo> infoNow(String vm) {
    return parsed(run(question(vm)));
  }

  private static List<String> question(String vm) {
    return List.of("showvminfo", vm, "--machinereadable");
  }

  private static boolean isAnswer(CommandResult result) {
    return result.succeeded() || result.stderr().contains(NO_SUCH);
  }

  /** Empty also for a VM whose settings cannot be read: it has no state. */
  private static Optional<VmInfo> parsed(CommandResult result) {
    return Optional.of(result)
        .filter(CommandResult::succeeded)
        .map(answer -> VmInfo.parse(answer.stdout()))
        .filter(info -> info.values().containsKey("VMState"));
  }

  /** VirtualBox's error message, without the lines about its source code. */
  static String error(CommandResult result) {
    List<String> lines = result.stderr().strip().lines().toList();
    String errors =
        lines.stream()
            .map(ERROR::matcher)
            .filter(Matcher::lookingAt)
            .map(matcher -> matcher.replaceFirst(""))
            .filter(line -> !line.startsWith("Context: "))
            .collect(Collectors.joining("; "));
    if (!errors.isEmpty()) {
      return errors;
    }
    List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    String says = last.isEmpty() ? "no message" : String.join("; ", last);
    return "exit code " + result.exitCode() + ", " + says;
  }

  private static boolean isRejected(CommandResult result) {
    return !result.succeeded() && result.stderr().contains(REJECTED);
  }

  /**
   * While a session closes, VirtualBox 7.2 reports either "already locked for a session (or being
   * unlocked)" or "already has a lock request pending"; both were seen. The language of the message
   * is that of the service, so only the code is checked.
   */
  private static boolean isLocked(CommandResult result) {
    return result.stderr().contains("VBOX_E_INVALID_OBJECT_STATE");
  }

  private void pause() {
    pause(betweenTries);
  }

  /**
   * Sleeps for this time.
   *
   * @throws BuildException CANCELLED when this thread is interrupted
   */
  void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException(
          Failure.CANCELLED, "cancelled while VirtualBox was busy", "run the build again", e);
    }
  }
}
