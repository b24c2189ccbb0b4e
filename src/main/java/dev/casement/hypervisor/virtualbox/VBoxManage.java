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
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * VirtualBox's command line.
 *
 * <p>Without its kernel driver it writes a warning before all else, so a call is judged by its exit
 * code, and of its errors only the lines that say so are shown.
 */
final class VBoxManage {
  /** The longest is startvm, which loads the guest's memory. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /**
   * How long a VM may stay locked by a session that is being closed: VirtualBox says that a VM is
   * off some seconds before others may change it (hashicorp/packer issues 1193 and 2889).
   */
  private static final Duration LOCKED = Duration.ofSeconds(30);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
  private static final String ERROR = "VBoxManage: error: ";

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
    return HostCommand.of(LIMIT, argv);
  }

  /** Runs it, whatever its exit code. */
  CommandResult run(List<String> arguments) {
    return runner.run(command(arguments));
  }

  /** Runs it, and again while the VM is locked by a session that is on its way out. */
  CommandResult runUnlocked(List<String> arguments) {
    CommandResult result = run(arguments);
    long tries = LOCKED.dividedBy(BETWEEN_TRIES);
    while (!result.succeeded() && isLocked(result) && --tries > 0) {
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
      throw new BuildException(
          Failure.HOST,
          "VBoxManage " + arguments.getFirst() + " failed: " + error(result),
          "replay it to see more: " + command(arguments).replay());
    }
    return result.stdout();
  }

  /** What VirtualBox knows of a VM; empty when it does not answer, or knows none of this name. */
  Optional<VmInfo> info(String vm) {
    CommandResult result = run(List.of("showvminfo", vm, "--machinereadable"));
    return Optional.of(result)
        .filter(CommandResult::succeeded)
        .map(answer -> VmInfo.parse(answer.stdout()))
        .filter(info -> info.values().containsKey("VMState"));
  }

  /** What went wrong, in VirtualBox's own words and without the lines about its source code. */
  static String error(CommandResult result) {
    String errors =
        result
            .stderr()
            .lines()
            .filter(line -> line.startsWith(ERROR))
            .map(line -> line.substring(ERROR.length()))
            .filter(line -> !line.startsWith("Context: "))
            .collect(Collectors.joining("; "));
    return errors.isEmpty() ? "exit code " + result.exitCode() + ", no message" : errors;
  }

  /**
   * While a session ends, VirtualBox 7.2 says either "already locked for a session (or being
   * unlocked)" or "already has a lock request pending"; both were seen.
   */
  private static boolean isLocked(CommandResult result) {
    String says = result.stderr();
    return says.contains("VBOX_E_INVALID_OBJECT_STATE")
        && (says.contains("already locked") || says.contains("lock request pending"));
  }

  private void pause() {
    try {
      Thread.sleep(betweenTries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException(
          Failure.CANCELLED, "cancelled while VirtualBox was busy", "run the build again", e);
    }
  }
}
