package dev.casement.verify.inventory;

import dev.casement.disk.registry.Hive;
import dev.casement.disk.registry.RegistryKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What sysprep has recorded about itself.
 *
 * <p>Without meaning alone: a Windows that was never generalized has a GeneralizationState of 7,
 * too. How often it may still be generalized is not recorded in a readable form.
 *
 * @param imageState such as {@code IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE}; empty if not recorded
 * @param generalizationState the value of this name of SysprepStatus
 * @param cleanupState the value of this name of SysprepStatus
 * @param errors the last errors in its log, except for those that successful runs log, too
 */
public record Sysprep(
    String imageState,
    OptionalLong generalizationState,
    OptionalLong cleanupState,
    List<String> errors) {
  /** Nothing is known. */
  public static final Sysprep UNKNOWN =
      new Sysprep("", OptionalLong.empty(), OptionalLong.empty(), List.of());

  /** A key of SOFTWARE. */
  public static final String STATE = "Microsoft\\Windows\\CurrentVersion\\Setup\\State";

  private static final String STATUS = "Setup\\Status\\SysprepStatus";

  /** The GeneralizationState of a Windows in which no generalize is unfinished. */
  private static final int COMPLETED = 7;

  public Sysprep {
    errors = List.copyOf(errors);
  }

  /** Reads both hives. */
  public static Sysprep of(Hive system, Hive software, List<String> errors) {
    Optional<RegistryKey> status = system.find(STATUS);
    return new Sysprep(
        software.find(STATE).flatMap(key -> key.text("ImageState")).orElse(""),
        number(status, "GeneralizationState"),
        number(status, "CleanupState"),
        errors);
  }

  private static OptionalLong number(Optional<RegistryKey> key, String name) {
    return key.map(found -> found.number(name)).orElse(OptionalLong.empty());
  }

  /** What it says of a run that went wrong: clauses to follow a message, or nothing. */
  public String complaint() {
    String status =
        generalizationState.isPresent() && generalizationState.getAsLong() != COMPLETED
            ? "; GeneralizationState is " + generalizationState.getAsLong()
            : "";
    return errors.isEmpty() ? status : status + "; sysprep's last error: " + errors.getLast();
  }
}
