package dev.casement.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a build would do, without doing it.
 *
 * @param recipe the resolved recipe in the form it is written in: maps, lists, strings, numbers,
 *     booleans
 * @param answerFile the answer file that Setup would find, its secrets redacted
 * @param hypervisorCommand the command line of VM run 1, to paste into a shell; empty where the
 *     hypervisor has none
 * @param image what the image would be in an image store, and in which, as maps, lists and so on
 * @param assumptions what was taken from the recipe because a medium does not exist
 * @param warnings what works, but may not be intended
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

  /** A stage, how long it may take, and what it would do. */
  public record PlannedStage(String stage, Duration limit, String summary) {}
}
