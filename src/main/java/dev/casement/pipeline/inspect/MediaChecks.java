package dev.casement.pipeline.inspect;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Problems;
import java.util.ArrayList;
import java.util.List;

/** Collects mismatches between recipe and media, so that all are reported at once. */
final class MediaChecks {
  private final Problems problems = new Problems();
  private final List<String> warnings = new ArrayList<>();

  /** Adds a problem that would make the build or the image fail. */
  void problem(String text) {
    problems.add(text);
  }

  /** Adds a warning about something that works but may not be intended. */
  void warning(String text) {
    warnings.add(text);
  }

  /** Adds a problem if fatal, else a warning. */
  void problemIf(boolean fatal, String text) {
    if (fatal) {
      problem(text);
    } else {
      warning(text);
    }
  }

  int problemCount() {
    return problems.count();
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * @throws BuildException MEDIA with all problems, if any
   */
  void throwIfAny() {
    problems.throwIfAny(
        Failure.MEDIA,
        "the recipe and the media do not match",
        "correct the recipe, or use other media");
  }
}
