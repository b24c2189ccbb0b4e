package dev.casement.pipeline.inspect;

import dev.casement.bytes.HostFile;
import dev.casement.media.author.GuestFile;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.UserScript;
import dev.casement.report.BuildException;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Checks the files that the guest installs and runs against its Windows. */
final class GuestFilesFit {
  private final Architecture windows;
  private final MediaChecks fit;

  GuestFilesFit(Architecture windows, MediaChecks fit) {
    this.windows = windows;
    this.fit = fit;
  }

  /** The file may be missing in a plan. */
  void checkInstaller(Path msi, Release release) {
    check(
        "media.cloudbaseInit",
        msi,
        file -> {
          Optional<String> problem = GuestFile.problemWithInstaller(file, windows);
          if (problem.isEmpty()) {
            GuestFile.installerVersion(file)
                .flatMap(version -> CloudbaseInitVersions.problemWith(version, release))
                .ifPresent(warning -> fit.warning("media.cloudbaseInit: " + msi + " " + warning));
          }
          return problem;
        });
  }

  /** Files that are not programs are reported with the recipe's other files. */
  void checkPrograms(Recipe recipe) {
    for (UserScript step : recipe.steps()) {
      if (step.run().toString().toLowerCase(Locale.ROOT).endsWith(".exe")) {
        check("steps", step.run(), file -> GuestFile.problemWithProgram(file, windows));
      }
    }
  }

  private interface Check {
    Optional<String> problemWith(HostFile file);
  }

  private void check(String key, Path path, Check check) {
    if (!Files.isRegularFile(path)) {
      return;
    }
    try (HostFile file = HostFile.open(path)) {
      check.problemWith(file).ifPresent(problem -> fit.problem(key + ": " + problem));
    } catch (BuildException e) {
      fit.problem(key + ": " + e.what());
    }
  }
}
