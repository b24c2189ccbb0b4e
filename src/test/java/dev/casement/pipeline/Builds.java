package dev.casement.pipeline;

import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.process.CommandRunner;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipes;
import dev.casement.report.BuildListener;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds for tests of what is said of them, rather than of what they do. */
public final class Builds {
  private Builds() {}

  /** The names of the stages of every build. */
  public static List<String> stages() {
    Path nowhere = Path.of("nowhere");
    Recipe recipe =
        Recipes.with(new Recipe.Source(new Recipe.Location.LocalFile(nowhere), Optional.empty()));
    Hypervisor hypervisor = new FakeHypervisor((job, machine, screen) -> {});
    return in(nowhere, recipe, hypervisor, new SystemCommandRunner()).stageNames();
  }

  /** A build with nothing out of the ordinary, in {@code work} and {@code out} of a directory. */
  public static Build in(
      Path directory, Recipe recipe, Hypervisor hypervisor, CommandRunner commands) {
    return in(directory, recipe, hypervisor, commands, event -> {});
  }

  /** The same, heard by a listener. */
  public static Build in(
      Path directory,
      Recipe recipe,
      Hypervisor hypervisor,
      CommandRunner commands,
      BuildListener listener) {
    return new Build(
        recipe,
        new BuildOptions(
            directory.resolve("work"),
            directory.resolve("out"),
            Optional.empty(),
            false,
            Optional.empty(),
            "test"),
        new Services(
            commands, hypervisor, new ProxyVariables(Map.of()), Clock.systemUTC(), listener));
  }
}
