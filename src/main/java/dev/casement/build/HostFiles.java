package dev.casement.build;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks for the files of the host that a recipe names, beside its media. */
final class HostFiles {
  private HostFiles() {}

  /**
   * Requires that every script and every update package is there, hours before it is needed.
   *
   * @throws BuildException RECIPE, with all that is missing or cannot be used at once
   */
  static void require(Recipe recipe) {
    List<String> problems = problems(recipe);
    if (!problems.isEmpty()) {
      throw new BuildException(
          Failure.RECIPE,
          "the recipe names files that cannot be used:\n    " + String.join("\n    ", problems),
          "correct the recipe; paths are relative to its directory");
    }
  }

  private static List<String> problems(Recipe recipe) {
    List<String> problems = new ArrayList<>();
    for (Recipe.When when : Recipe.When.values()) {
      collect(problems, () -> UserSteps.of(recipe, when));
    }
    for (Recipe.UserScript script : recipe.steps()) {
      Path file = script.run();
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        problems.add("steps: there is no readable file " + file);
      }
    }
    recipe
        .updates()
        .packages()
        .ifPresent(directory -> collect(problems, () -> UpdateWindows.packages(directory)));
    return problems;
  }

  private static void collect(List<String> problems, Runnable check) {
    try {
      check.run();
    } catch (BuildException e) {
      problems.add(e.what());
    }
  }
}
