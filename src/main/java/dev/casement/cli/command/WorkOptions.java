package dev.casement.cli.command;

import dev.casement.recipe.Recipe;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where builds do their work. */
final class WorkOptions {
  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "Where builds keep disks, media and logs while they run (default: ${DEFAULT-VALUE}).",
      defaultValue = "./.casement")
  private Path directory = Path.of("./.casement");

  Path directory() {
    return directory.toAbsolutePath().normalize();
  }

  /** Where a recipe's image goes when the command line does not say. */
  static Path defaultOutput(Recipe recipe) {
    return Path.of("out", recipe.name());
  }
}
