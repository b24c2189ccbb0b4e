package dev.casement.guest;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One step of a job: a program that the runner starts in the guest, and the meaning of its exit
 * codes.
 *
 * @param id identifies the step in the protocol, in logs and in limits: {@code [a-z0-9][a-z0-9-]*}
 * @param title shown to the user while it runs
 * @param command the program and its arguments; {@code {media}} stands for the setup medium's
 *     drive, such as {@code A:}, {@code {payload}} for the medium with the payload, {@code
 *     {drivers}} for the one with the drivers
 * @param timeout the runner kills the step and fails it after this
 * @param success exit codes that mean: done, continue with the next step
 * @param reboot exit codes that mean: done, reboot, then continue with the next step
 * @param again exit codes that mean: reboot, then run this step again
 */
public record JobStep(
    String id,
    String title,
    List<String> command,
    Duration timeout,
    Set<Integer> success,
    Set<Integer> reboot,
    Set<Integer> again) {
  public JobStep {
    command = List.copyOf(command);
    success = Set.copyOf(success);
    reboot = Set.copyOf(reboot);
    again = Set.copyOf(again);
    if (!id.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException("no step id: \"" + id + "\"");
    }
    if (command.isEmpty()) {
      throw new IllegalArgumentException("step " + id + " has no command");
    }
  }

  JobStep withoutLimit() {
    return new JobStep(id, title, command, Duration.ZERO, success, reboot, again);
  }
}
