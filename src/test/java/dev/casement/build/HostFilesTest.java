package dev.casement.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.build.Recipe.Location.LocalFile;
import dev.casement.build.Recipe.Source;
import dev.casement.build.Recipe.UserScript;
import dev.casement.build.Recipe.When;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFilesTest {
  @TempDir Path directory;

  @Test
  void acceptsScriptsAndPackagesThatAreThere() throws IOException {
    Files.writeString(directory.resolve("a.ps1"), "exit 0\n");
    Files.writeString(Files.createDirectory(directory.resolve("msu")).resolve("1.MSU"), "x");

    HostFiles.require(recipe(Optional.of(directory.resolve("msu")), script("a.ps1")));
  }

  @Test
  void namesAllThatIsMissingOrCannotRunAtOnce() throws IOException {
    Files.writeString(directory.resolve("tool.py"), "");
    Files.createDirectory(directory.resolve("empty"));

    BuildException failure =
        catchThrowableOfType(
            BuildException.class,
            () ->
                HostFiles.require(
                    recipe(
                        Optional.of(directory.resolve("empty")),
                        script("missing.ps1"),
                        script("tool.py"))));

    assertThat(failure.failure()).isEqualTo(Failure.RECIPE);
    assertThat(failure.what())
        .contains(
            "there is no readable file " + directory.resolve("missing.ps1"),
            "Windows cannot run " + directory.resolve("tool.py"),
            "there are no .msu or .cab files in " + directory.resolve("empty"));
  }

  @Test
  void aPlanFailsOfThemAsABuildDoes() {
    Build build =
        Builds.in(
            directory,
            recipe(Optional.empty(), script("missing.ps1")),
            new FakeHypervisor((job, machine, screen) -> {}),
            new SystemCommandRunner());

    for (ThrowingCallable attempt : List.<ThrowingCallable>of(build::plan, build::run)) {
      BuildException failure = catchThrowableOfType(BuildException.class, attempt);
      assertThat(failure.failure()).isEqualTo(Failure.RECIPE);
      assertThat(failure.what()).contains("missing.ps1");
    }
  }

  private UserScript script(String name) {
    return new UserScript(
        directory.resolve(name), List.of(), Duration.ofMinutes(1), When.BEFORE_SYSPREP);
  }

  private Recipe recipe(Optional<Path> packages, UserScript... scripts) {
    Recipe plain =
        Recipes.with(new Source(new LocalFile(directory.resolve("a.iso")), Optional.empty()));
    return new Recipe(
        plain.name(),
        plain.media(),
        plain.windows(),
        plain.machine(),
        plain.cloudbaseInit(),
        new Recipe.Updates(packages, Optional.empty()),
        List.of(scripts),
        plain.settings(),
        plain.cleanUp(),
        plain.image(),
        plain.limits(),
        plain.publish());
  }
}
