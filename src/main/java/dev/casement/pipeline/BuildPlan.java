package dev.casement.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a build would do, without doing it.
 *
 * @param recipe the resolved recipe as maps, lists, strings, numbers and booleans
 * @param answerFile the answer file for Setup, its secrets redacted
 * @param hypervisorCommand the command line of VM run 1, to paste into a shell; empty if the
 *     hypervisor has no command line
 * @param image the image's destination and attributes in an image store, as maps and lists
 * @param assumptions what was assumed from the recipe because a medium does not exist
 * @param warnings what works but may not be intended
 */
public record BuildPlan(
    Map<String, Object> recipe,
    List<PlannedStage> stages,
    String answerFile,
    Optional<String> hypervisorCommand,
    Map<String, Object> image,
    List<String> assumptions,
    List<String> warnings) {
  public BuildPlan {
    stages = List.copyOf(stages);
    assumptions = List.copyOf(assumptions);
    warnings = List.copyOf(warnings);
  }

  /**
   * A stage, how long it may take, and what it would do.
   *
   * @param continues when the checkpoint was kept that makes it unnecessary
   */
  public record PlannedStage(
      String stage, Duration limit, String summary, Optional<Instant> continues) {}
}
