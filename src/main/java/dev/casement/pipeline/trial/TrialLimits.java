package dev.casement.pipeline.trial;

import dev.casement.recipe.Limits;
import java.time.Duration;

/**
 * When a trial boot is given up.
 *
 * @param boot from power-on until cloudbase-init has done its work
 * @param resets how many resets in a row without a new message are allowed
 * @param remedy how to get more time, an imperative without a full stop
 */
public record TrialLimits(Duration boot, int resets, String remedy) {
  /** Those of a recipe. */
  public static TrialLimits of(Limits limits) {
    return new TrialLimits(
        limits.boot(), limits.resets(), "raise limits.boot in the recipe if the host is slow");
  }
}
