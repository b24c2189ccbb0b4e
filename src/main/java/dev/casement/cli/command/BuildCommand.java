package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Builds an image. */
@picocli.CommandLine.Command(
    name = "build",
    description = "Build an image from a recipe.",
    sortOptions = false)
final class BuildCommand implements Command {
  @Parameters(
      paramLabel = "RECIPE",
      description = "The recipe, a YAML file; docs/recipe.md describes it.")
  private Path recipeFile = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "STAGE",
      description =
          "Repeat this stage and all after it, and continue from the checkpoint before it.")
  private @Nullable String from;

  @Mixin private BuildFlags flags = new BuildFlags();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    return new BuildRun(surroundings, flags)
        .run(
            (commands, listener) -> {
              Recipe recipe =
                  flags.override(new RecipeFile(recipeFile, surroundings.environment()).read());
              Path lockFile = recipeFile.toAbsolutePath().resolveSibling("casement.lock");
              return new BuildRun.Order(
                  recipe,
                  flags.options(recipe, Optional.of(lockFile), Optional.empty(), reuse()),
                  flags.publishing(recipe, surroundings));
            },
            common.debug());
  }

  private Reuse reuse() {
    if (from != null && flags.fresh()) {
      throw new BuildException(
          Failure.USAGE, "--fresh and --from contradict each other", "leave one of them out");
    }
    return from == null ? new Reuse.Newest() : new Reuse.Before(from);
  }
}
