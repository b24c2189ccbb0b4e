package dev.casement.pipeline.inspect;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.ArrayList;
import java.util.List;

/** Collects what does not match between recipe and media, so that all of it is reported at once. */
final class MediaChecks {
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** What would make the build or the image fail. */
  void problem(String text) {
    problems.add(text);
  }

  /** What works, but may not be intended. */
  void warning(String text) {
    warnings.add(text);
  }

  /** One or the other. */
  void problemIf(boolean fatal, String text) {
    (fatal ? problems : warnings).add(text);
  }

  int problemCount() {
    return problems.size();
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * @throws BuildException MEDIA with every problem, when there is one
   */
  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new BuildException(
          Failure.MEDIA,
          "the recipe and the media do not match:\n    " + String.join("\n    ", problems),
          "correct the recipe, or use other media");
    }
  }
}
