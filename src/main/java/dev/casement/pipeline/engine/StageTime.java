package dev.casement.pipeline.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * When a stage began and how long it took.
 *
 * @param outcome {@code done}, or why it did not run, as the manifest states it
 */
public record StageTime(String stage, Instant started, Duration elapsed, String outcome) {
  /** A stage that has run. */
  public static StageTime done(String stage, Instant started, Duration elapsed) {
    return new StageTime(stage, started, elapsed, "done");
  }
}
