package dev.casement.cli;

import dev.casement.cli.recipe.RecipeFile;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The training run of the JVM's AOT cache: does what most commands begin with, so that its classes
 * are in the cache (docs/adr/0002-aot-cache-instead-of-native-image.md).
 *
 * <p>{@code src/launcher/build} starts it. It prints nothing, writes nothing and starts no program;
 * a command line that fails here trains all the same.
 */
final class StartUpTraining {
  private StartUpTraining() {}

  /** Expects the checkout in the system property {@code casement.home}. */
  public static void main(String[] arguments) {
    Path examples = Path.of(System.getProperty("casement.home")).resolve("examples");
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(
            nowhere, nowhere, Map.of(), () -> false, Optional.empty(), Clock.systemUTC());
    for (Subcommand subcommand : Subcommand.values()) {
      Main.run(surroundings, subcommand.word(), "--help");
    }
    for (List<String> wrong :
        List.of(
            List.of("plan", examples.resolve("no-such-recipe.yaml").toString()),
            List.of("plan", "--no-such-option"))) {
      Main.run(surroundings, wrong.toArray(String[]::new));
    }
    new RecipeFile(examples.resolve("windows-7.yaml"), Map.of()).read();
  }
}
