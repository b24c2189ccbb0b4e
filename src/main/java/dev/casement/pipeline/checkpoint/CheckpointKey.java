package dev.casement.pipeline.checkpoint;

import dev.casement.units.Sha256;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Identifies what was done to a disk, from an empty one to the end of a stage: checkpoints with the
 * same key are interchangeable.
 *
 * @param parts what influences the guest, by name
 */
public record CheckpointKey(String stage, Map<String, String> parts) {
  /** Increased when the same parts begin to mean something else. */
  private static final int VERSION = 1;

  public CheckpointKey {
    parts = Map.copyOf(parts);
  }

  /** The digest of stage and parts. */
  public Sha256 digest() {
    // JSON keeps names and values apart whatever they contain.
    return Sha256.of(
        JsonMapper.shared()
            .writeValueAsString(Map.of(VERSION + " " + stage, new TreeMap<>(parts))));
  }

  @Override
  public String toString() {
    return stage + " " + digest().brief();
  }
}
