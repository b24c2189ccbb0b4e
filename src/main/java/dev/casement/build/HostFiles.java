package dev.casement.build;

import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Looks for the files of the host that a recipe names, beside its media. */
final class HostFiles {
  private HostFiles() {}

  /**
   * Requires that every script and every update package is there, and that PowerShell scripts parse
   * where the host has a PowerShell, hours before they are needed.
   *
   * @return warnings about the scripts
   * @throws BuildException RECIPE, with all that is missing or cannot be used at once
   */
  static List<String> require(Recipe recipe, CommandRunner commands) {
    List<String> problems = problems(recipe);
    ScriptParser.Findings parsed = new ScriptParser(commands).parse(powerShellScripts(recipe));
    problems.addAll(parsed.errors());
    if (!problems.isEmpty()) {
      throw new BuildException(
          Failure.RECIPE,
          "the recipe names files that cannot be used:\n    " + String.join("\n    ", problems),
          "correct the recipe and the files; paths are relative to the recipe's directory");
    }
    return parsed.warnings();
  }

  /** Those that can be read; one that two steps run is here once. */
  private static List<Path> powerShellScripts(Recipe recipe) {
    return recipe.steps().stream()
        .map(Recipe.UserScript::run)
        .filter(script -> script.toString().toLowerCase(Locale.ROOT).endsWith(".ps1"))
        .filter(script -> Files.isRegularFile(script) && Files.isReadable(script))
        .distinct()
        .toList();
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
