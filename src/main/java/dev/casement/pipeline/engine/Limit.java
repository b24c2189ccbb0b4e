package dev.casement.pipeline.engine;

import java.time.Duration;

/**
 * How long a stage may take.
 *
 * @param remedy what to do if the time does not suffice, an imperative without a full stop
 */
public record Limit(Duration time, String remedy) {
  /** For stages that only read and write files of this host; not configurable. */
  public static final Limit HOST_WORK =
      new Limit(
          Duration.ofMinutes(10),
          "find out what makes the host or its network slow; this limit is fixed");

  /** A limit that the recipe sets by this key. */
  public static Limit of(String key, Duration time) {
    return new Limit(time, "raise " + key + " in the recipe if the host or its network is slow");
  }
}
