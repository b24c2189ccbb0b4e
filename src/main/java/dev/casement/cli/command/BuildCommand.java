package dev.casement.cli.command;

import static java.util.Objects.requireNonNull;

import dev.casement.cli.console.Surroundings;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Builds an image. */
@picocli.CommandLine.Command(
    name = "build",
    description = "Build an image from a recipe, or one from each of several.",
    sortOptions = false)
final class BuildCommand implements Command {
  @Parameters(
      arity = "1..*",
      paramLabel = "RECIPE",
      description = {
        "The recipe, a YAML file; docs/recipe.md describes it.",
        "Of several, each is built into a directory of its own; a build that fails does not stop"
            + " the others."
      })
  private List<Path> recipeFiles = List.of();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How many recipes to build at the same time (default: 1).")
  private int jobs = 1;

  @Option(
      names = "--from",
      paramLabel = "STAGE",
      description =
          "Repeat this stage and all after it, and continue from the checkpoint before it.")
  private @Nullable String from;

  @Option(
      names = "--refresh-updates",
      description = "Look for updates again, on top of the newest updated disk of this recipe.")
  private boolean refreshUpdates;

  @Spec private @Nullable CommandSpec command;
  @Mixin private BuildFlags flags = new BuildFlags();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    if (jobs < 1) {
      throw new BuildException(
          Failure.USAGE, "--jobs " + jobs + " is not a number of builds", "give 1 or more");
    }
    if (recipeFiles.size() > 1) {
      flags.onError().requireOneBuild();
      List<BuildRun.Order> orders = orders(surroundings);
      return new SeveralBuilds(surroundings, flags, common.debug()).run(orders, jobs);
    }
    Path file = recipeFiles.getFirst();
    return new BuildRun(surroundings, flags)
        .run(
            (commands, listener) -> order(file, read(file, surroundings), surroundings),
            common.debug());
  }

  private CommandSpec command() {
    return requireNonNull(command);
  }

  private Recipe read(Path file, Surroundings surroundings) {
    return flags.override(new RecipeFile(file, surroundings.environment()).read());
  }

  private BuildRun.Order order(Path file, Recipe recipe, Surroundings surroundings) {
    Path lockFile = file.toAbsolutePath().resolveSibling("casement.lock");
    Path output = recipeFiles.size() > 1 ? flags.outputOfSeveral(recipe) : flags.output(recipe);
    BuildOptions options =
        flags.options(
            output,
            Optional.of(lockFile),
            Optional.empty(),
            reuse(recipe),
            flags.invocation(command(), List.of("build", file.toString()), output));
    return new BuildRun.Order(recipe, options, flags.publishing(recipe, surroundings));
  }

  /** Reads all recipes, and reports everything that is wrong in any of them. */
  private List<BuildRun.Order> orders(Surroundings surroundings) {
    Map<String, Path> files = new LinkedHashMap<>();
    Map<String, Recipe> recipes = new LinkedHashMap<>();
    List<BuildException> problems = new ArrayList<>();
    for (Path file : recipeFiles) {
      try {
        Recipe recipe = read(file, surroundings);
        Path other = files.putIfAbsent(recipe.name(), file);
        recipes.put(recipe.name(), recipe);
        if (other != null) {
          problems.add(sameName(recipe.name(), other, file));
        }
      } catch (BuildException e) {
        problems.add(e);
      }
    }
    if (!problems.isEmpty()) {
      BuildException first = problems.removeFirst();
      problems.forEach(first::addSuppressed);
      throw first;
    }
    return recipes.entrySet().stream()
        .map(
            entry ->
                order(requireNonNull(files.get(entry.getKey())), entry.getValue(), surroundings))
        .toList();
  }

  private static BuildException sameName(String name, Path one, Path other) {
    return new BuildException(
        Failure.USAGE,
        one + " and " + other + " have the same name, " + name,
        "give each recipe a name of its own");
  }

  /**
   * Where to continue.
   *
   * @throws BuildException USAGE when the options contradict each other or the recipe
   */
  private Reuse reuse(Recipe recipe) {
    if (Stream.of(from != null, flags.fresh(), refreshUpdates).filter(set -> set).count() > 1) {
      throw new BuildException(
          Failure.USAGE,
          "--fresh, --from and --refresh-updates contradict each other",
          "use one of them");
    }
    if (refreshUpdates && recipe.updates().isNone()) {
      throw new BuildException(
          Failure.USAGE,
          "there is nothing to refresh: the recipe says updates: none",
          "leave --refresh-updates out, or set updates in the recipe");
    }
    return refreshUpdates
        ? new Reuse.Refresh("UpdateWindows")
        : from == null ? new Reuse.Newest() : new Reuse.Before(from);
  }
}
