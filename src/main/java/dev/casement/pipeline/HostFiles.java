package dev.casement.pipeline;

import dev.casement.bytes.HostFile;
import dev.casement.media.author.GuestFile;
import dev.casement.pipeline.run.UpdateWindows;
import dev.casement.pipeline.setup.UserSteps;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.UserScript;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks the host files that a recipe names in addition to its media. */
final class HostFiles {
  private HostFiles() {}

  /**
   * Requires every script and update package to exist and, if the host has PowerShell, every
   * PowerShell script to parse. The guest would report a problem only hours later.
   *
   * @return warnings about the scripts
   * @throws BuildException RECIPE, listing all files that are missing or unusable
   */
  static List<String> require(Recipe recipe, CommandRunner commands) {
    Problems problems = problems(recipe);
    ScriptParser.Findings parsed = new ScriptParser(commands).parse(powerShellScripts(recipe));
    problems.addAll(parsed.errors());
    problems.throwIfAny(
        Failure.RECIPE,
        "the recipe names files that cannot be used",
        "correct the recipe and the files; paths are relative to the recipe's directory");
    return parsed.warnings();
  }

  /** The readable PowerShell scripts, without duplicates. */
  private static List<Path> powerShellScripts(Recipe recipe) {
    return recipe.steps().stream()
        .map(UserScript::run)
        .filter(script -> script.toString().toLowerCase(Locale.ROOT).endsWith(".ps1"))
        .filter(script -> Files.isRegularFile(script) && Files.isReadable(script))
        .distinct()
        .toList();
  }

  private static Problems problems(Recipe recipe) {
    Problems problems = new Problems();
    for (UserScript.When when : UserScript.When.values()) {
      problems.collect(() -> UserSteps.of(recipe, when));
    }
    for (UserScript script : recipe.steps()) {
      Path file = script.run();
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        problems.add("steps: " + file + " does not exist or cannot be read");
      } else {
        problemWith(file).ifPresent(problem -> problems.add("steps: " + problem));
      }
    }
    recipe
        .updates()
        .packages()
        .ifPresent(
            directory -> {
              for (Path file : packages(directory, problems)) {
                problemWith(file)
                    .ifPresent(problem -> problems.add("updates.packages: " + problem));
              }
            });
    return problems;
  }

  private static List<Path> packages(Path directory, Problems problems) {
    try {
      return UpdateWindows.packages(directory);
    } catch (BuildException e) {
      problems.add(e.what());
      return List.of();
    }
  }

  /** What is wrong with a file whose content does not match its name. */
  private static Optional<String> problemWith(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    Optional<GuestFile.Kind> kind =
        name.endsWith(".exe")
            ? Optional.of(GuestFile.Kind.PROGRAM)
            : name.endsWith(".msu")
                ? Optional.of(GuestFile.Kind.UPDATE)
                : name.endsWith(".cab") ? Optional.of(GuestFile.Kind.CABINET) : Optional.empty();
    try (HostFile file = HostFile.open(path)) {
      return kind.isPresent()
          ? GuestFile.problemWith(file, kind.get())
          : GuestFile.problemWithScript(file);
    }
  }
}
