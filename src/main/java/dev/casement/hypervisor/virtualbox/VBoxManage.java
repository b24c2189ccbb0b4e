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
 * <p>Without its kernel driver it writes a warning before all else, so a call is judged by its exit
 * code, and of its errors only the lines that say so are shown.
 */
final class VBoxManage {
  /** VirtualBox loads the guest's memory meanwhile. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Some answers are read, and VirtualBox translates them; file names need UTF-8. */
  private static final Map<String, String> UNTRANSLATED = Map.of("LC_ALL", "C.UTF-8");

  /**
   * How long a VM may stay locked by a session that is being closed: VirtualBox says that a VM is
   * off some seconds before others may change it (hashicorp/packer issues 1193 and 2889).
   */
  private static final Duration LOCKED = Duration.ofSeconds(30);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  /** A busy VBoxSVC may fail to answer for some seconds. */
  private static final int TRIES_TO_ASK = 10;

  /**
   * VirtualBox's service ends five seconds after its last client has gone, and whoever calls at
   * that moment is turned away before anything is done (seen with 7.2.22; hashicorp/vagrant issues
   * 2607 and 2831).
   */
  private static final String TURNED_AWAY = "Failed to create the VirtualBox object";

  private static final int TRIES_TO_BE_LET_IN = 5;

  private static final Pattern ERROR = Pattern.compile("VBoxManage(?:\\.exe)?: error: ");
  private static final String NO_SUCH = "VBOX_E_OBJECT_NOT_FOUND";

  /** Of an error that VirtualBox does not call one. */
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

  /** Runs it, whatever its exit code; again while VirtualBox's service turns it away. */
  CommandResult run(List<String> arguments) {
    CommandResult result = runner.run(command(arguments));
    for (int tries = 1; isTurnedAway(result) && tries < TRIES_TO_BE_LET_IN; tries++) {
      pause();
      result = runner.run(command(arguments));
    }
    return result;
  }

  /** Runs it, and again while the VM is locked by a session that is on its way out. */
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
   * Runs it as {@link #runUnlocked} does; its output.
   *
   * @throws BuildException HOST with VirtualBox's own words when it fails
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
   * What VirtualBox knows of a VM; empty when it knows none of this name.
   *
   * @throws BuildException HOST when it does not answer, asked several times
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

  /** As {@link #info}, asked once; empty also when VirtualBox does not answer. */
  Optional<VmInfo> infoNow(String vm) {
    return parsed(run(question(vm)));
  }

  private static List<String> question(String vm) {
    return List.of("showvminfo", vm, "--machinereadable");
  }

  private static boolean isAnswer(CommandResult result) {
    return result.succeeded() || result.stderr().contains(NO_SUCH);
  }

  /** There is no state of a VM whose settings cannot be read. */
  private static Optional<VmInfo> parsed(CommandResult result) {
    return Optional.of(result)
        .filter(CommandResult::succeeded)
        .map(answer -> VmInfo.parse(answer.stdout()))
        .filter(info -> info.values().containsKey("VMState"));
  }

  /** What went wrong, in VirtualBox's own words and without the lines about its source code. */
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

  private static boolean isTurnedAway(CommandResult result) {
    return !result.succeeded() && result.stderr().contains(TURNED_AWAY);
  }

  /**
   * While a session ends, VirtualBox 7.2 says either "already locked for a session (or being
   * unlocked)" or "already has a lock request pending"; both were seen. Whoever has started its
   * service chose the language of that, so only the code counts.
   */
  private static boolean isLocked(CommandResult result) {
    return result.stderr().contains("VBOX_E_INVALID_OBJECT_STATE");
  }

  private void pause() {
    pause(betweenTries);
  }

  /**
   * Waits a moment.
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
