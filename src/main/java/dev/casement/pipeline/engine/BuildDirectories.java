package dev.casement.pipeline.engine;

import dev.casement.files.Permissions;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directories of a build: its working files under {@code --work-dir}, what the user gets under
 * {@code --output}.
 *
 * @param builds the parent of all builds' working files
 */
public record BuildDirectories(Path builds, String name, Path output) {
  /** The file with a build's events, in the directory of its working files. */
  public static final String EVENTS = "events.jsonl";

  public static BuildDirectories of(Recipe recipe, BuildOptions options) {
    return new BuildDirectories(
        options.workDirectory().resolve("builds"), recipe.name(), options.outputDirectory());
  }

  /** All of this build's working files; private, and deleted with the build. */
  public Path work() {
    return builds.resolve(name);
  }

  /** Authored setup media; they hold the build's password. */
  public Path media() {
    return work().resolve("media");
  }

  /** Firmware variables and TPM state. */
  public Path state() {
    return work().resolve("state");
  }

  /** Its events, while it runs. */
  public Path events() {
    return work().resolve(EVENTS);
  }

  /** The disk of one VM run. */
  public Path disk(String run) {
    return work().resolve("disks").resolve(run);
  }

  /** Logs and last screens of one VM run. */
  public Path logs(String run) {
    return work().resolve("logs").resolve(run);
  }

  /** Beside the working files, since it is held until after they are deleted. */
  public Path lock() {
    return builds.resolve(name + ".lock");
  }

  public Path evidence() {
    return output.resolve("evidence");
  }

  /** The last screen of the trial boot of a build that went well. */
  public Path trialScreenshot() {
    return output.resolve("trial-boot.png");
  }

  public Path manifest() {
    return output.resolve("manifest.json");
  }

  /** What the manifest says, for readers. */
  public Path report() {
    return output.resolve("report.html");
  }

  /** Creates a directory that only this user can access. */
  public static Path makePrivate(Path directory) {
    try {
      Files.createDirectories(directory);
      Permissions.set(directory, "rwx------");
      return directory;
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the directory " + directory + " cannot be made: " + e.getMessage(),
          "check its permissions, or choose another with --work-dir",
          e);
    }
  }
}
