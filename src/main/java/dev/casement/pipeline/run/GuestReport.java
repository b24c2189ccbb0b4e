package dev.casement.pipeline.run;

import java.time.Duration;
import java.util.List;

/**
 * What a guest reported in one VM run that ended with its sign-off.
 *
 * @param steps in the order they were finished
 * @param facts each once, in the order they were reported first
 * @param resets how often the machine was reset
 */
public record GuestReport(String run, List<StepDone> steps, List<Fact> facts, int resets) {
  public GuestReport {
    steps = List.copyOf(steps);
    facts = List.copyOf(facts);
  }

  /** A step the guest finished, with the time since its first start. */
  public record StepDone(String id, Duration elapsed) {}

  /** Something the guest reported for the record, such as {@code update.installed=KB5031364}. */
  public record Fact(String name, String value) {}
}
