package dev.casement.guest;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the runner does in one VM run: its steps in order, after the last of which it powers off.
 *
 * @param run which run this is: {@code install}, {@code update} or {@code generalize}
 * @param token the VM run's random token; only messages that carry it count
 * @param steps at least one; the last one is the sign-off
 */
public record Job(String run, String token, List<JobStep> steps) {
  public Job {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a job has at least one step");
    }
    Set<String> ids = new HashSet<>();
    for (JobStep step : steps) {
      if (!ids.add(step.id())) {
        throw new IllegalArgumentException("step " + step.id() + " is in the job twice");
      }
    }
    if (!token.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("a token is 32 hexadecimal digits");
    }
  }

  /** The step whose {@code finished} makes a power-off a success. */
  public JobStep signOff() {
    return steps.getLast();
  }
}
