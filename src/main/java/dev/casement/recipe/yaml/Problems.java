package dev.casement.recipe.yaml;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Collects everything that is wrong with a recipe, so that it is reported at once. */
final class Problems {
  /** More than this many help nobody. */
  private static final int SHOWN = 50;

  private final List<Problem> found = new ArrayList<>();

  void add(Position position, String path, String text) {
    found.add(new Problem(position, path, text));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** All of them, in the order of the file. */
  List<Problem> inOrder() {
    return found.stream().sorted(Comparator.comparing(Problem::position)).toList();
  }

  /**
   * Throws when there is any problem.
   *
   * @throws BuildException RECIPE, with one line for each problem
   */
  void throwIfAny(String file) {
    if (found.isEmpty()) {
      return;
    }
    String lines =
        inOrder().stream()
            .limit(SHOWN)
            .map(problem -> "\n" + problem.in(file))
            .collect(Collectors.joining());
    String count = found.size() == 1 ? "one problem" : found.size() + " problems";
    String more = found.size() > SHOWN ? "\n… and " + (found.size() - SHOWN) + " more" : "";
    throw new BuildException(
        Failure.RECIPE,
        "the recipe has " + count + lines + more,
        "correct the recipe; docs/recipe.md describes every key");
  }
}
