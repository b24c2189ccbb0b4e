package dev.casement.guest;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the runner does in one VM run: it executes the steps in order, then powers off.
 *
 * @param run {@code install}, {@code update} or {@code generalize}
 * @param token the VM run's random token; only messages with it count
 * @param steps at least one; the last one is the sign-off
 * @param restarts how often a step may request another restart without new output; 0: no limit
 * @param linger how long Windows stays up between the last message and the power-off; ten minutes
 *     at most
 */
public record Job(String run, String token, List<JobStep> steps, int restarts, Duration linger) {
  private static final Duration LONGEST_LINGER = Duration.ofMinutes(10);

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
    if (linger.isNegative() || linger.compareTo(LONGEST_LINGER) > 0) {
      throw new IllegalArgumentException("a job lingers for up to ten minutes, not " + linger);
    }
  }

  public Job(String run, String token, List<JobStep> steps, int restarts) {
    this(run, token, steps, restarts, Duration.ZERO);
  }

  public Job(String run, String token, List<JobStep> steps) {
    this(run, token, steps, 0);
  }

  /**
   * The same job for a host that allows this many resets in a row. The runner, which knows the step
   * and its exit code, then fails before the host does.
   */
  public Job withinResets(int resets) {
    return new Job(run, token, steps, Math.max(1, resets - 1), linger);
  }

  /**
   * The same job for a host that reads the serial port only now and then, and not after the
   * power-off. The power-off comes so much later than the last message; restarts do not wait.
   */
  public Job lingering(Duration linger) {
    return new Job(run, token, steps, restarts, linger);
  }

  /**
   * The same job with a fixed token, without time limits and without lingering, to be compared with
   * others.
   */
  public Job withoutLimits() {
    List<JobStep> unlimited = steps.stream().map(JobStep::withoutLimit).toList();
    return new Job(run, "0".repeat(token.length()), unlimited, 0);
  }

  /** The step whose {@code finished} makes a power-off a success. */
  public JobStep signOff() {
    return steps.getLast();
  }
}
