package dev.casement.guest;

import java.time.Duration;
import java.util.List;

/**
 * What a guest reported in one VM run that ended with its sign-off.
 *
 * @param steps in the order they finished
 * @param facts without duplicates, in the order of their first report
 * @param resets how often the machine was reset
 */
public record GuestReport(String run, List<StepDone> steps, List<Fact> facts, int resets) {
  public GuestReport {
    steps = List.copyOf(steps);
    facts = List.copyOf(facts);
  }

  /** A finished step, with the time since its first start. */
  public record StepDone(String id, Duration elapsed) {}

  /**
   * A fact that the guest reported for the manifest, such as {@code update.installed=KB5031364}.
   */
  public record Fact(String name, String value) {}
}
