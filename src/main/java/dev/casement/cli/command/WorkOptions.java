package dev.casement.cli.command;

import dev.casement.recipe.Recipe;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The directory in which builds work. */
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

  /** The default output directory of a recipe's image. */
  static Path defaultOutput(Recipe recipe) {
    return Path.of("out", recipe.name());
  }
}
