package dev.casement.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.pipeline.acquire.FakePwsh;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Machine;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Records;
import dev.casement.recipe.Updates;
import dev.casement.recipe.UserScript;
import dev.casement.recipe.UserScript.When;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    Files.writeString(Files.createDirectory(directory.resolve("msu")).resolve("1.MSU"), "MSCF");
    Files.writeString(directory.resolve("msu/2.msu"), "MSWIM\0\0\0");
    Files.writeString(directory.resolve("b.exe"), "MZ");
    Files.writeString(directory.resolve("c.ps1"), "$page = '<html>'\n");

    FakePwsh pwsh = FakePwsh.saying("0\twarning\t1\t1\ta workflow");
    assertThat(
            HostFiles.require(
                recipe(
                    Optional.of(directory.resolve("msu")),
                    script("a.ps1"),
                    script("b.exe"),
                    script("c.ps1")),
                pwsh))
        .containsExactly(directory.resolve("a.ps1") + ":1:1: a workflow");
  }

  @Test
  void namesWhatIsMissingAndWhatDoesNotParseAtOnceAndParsesPowerShellOnly() throws IOException {
    Files.writeString(directory.resolve("a.PS1"), "if (");
    Files.writeString(directory.resolve("b.cmd"), "if (");
    FakePwsh pwsh = FakePwsh.saying("0\terror\t1\t5\tMissing condition");

    BuildException failure =
        catchThrowableOfType(
            BuildException.class,
            () ->
                HostFiles.require(
                    recipe(
                        Optional.empty(),
                        script("a.PS1"),
                        script("missing.ps1"),
                        script("b.cmd"),
                        script("a.PS1")),
                    pwsh));

    assertThat(failure.failure()).isEqualTo(Failure.RECIPE);
    assertThat(failure.what())
        .contains(directory.resolve("a.PS1") + ":1:5: Missing condition")
        .contains(directory.resolve("missing.ps1") + " does not exist or cannot be read");
    assertThat(pwsh.calls).containsExactly(List.of(directory.resolve("a.PS1").toString()));
  }

  @Test
  void namesWhatIsNotWhatItsNameSays() throws IOException {
    String page = "\n<!DOCTYPE html><html>Sign in</html>";
    Files.writeString(directory.resolve("a.ps1"), "\uFEFF" + page);
    Files.writeString(directory.resolve("b.CMD"), page);
    Files.writeString(directory.resolve("c.exe"), page);
    Path packages = Files.createDirectory(directory.resolve("msu"));
    Files.writeString(packages.resolve("1.msu"), page);
    Files.writeString(packages.resolve("2.cab"), "MSWIM\0\0\0");
    Files.writeString(packages.resolve("3.cab"), "");

    BuildException failure =
        catchThrowableOfType(
            BuildException.class,
            () ->
                HostFiles.require(
                    recipe(
                        Optional.of(packages), script("a.ps1"), script("b.CMD"), script("c.exe")),
                    FakePwsh.saying()));

    assertThat(failure.failure()).isEqualTo(Failure.RECIPE);
    assertThat(failure.what())
        .contains(
            "a.ps1 is not a script: it is a web page",
            "b.CMD is not a script: it is a web page",
            "c.exe is not a Windows program (.exe): it is a web page",
            "1.msu is not an update package (.msu): it is a web page",
            "2.cab is not a cabinet (.cab): it is a WIM file",
            "3.cab is not a cabinet (.cab): it is empty");
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
                        script("tool.py")),
                    FakePwsh.saying()));

    assertThat(failure.failure()).isEqualTo(Failure.RECIPE);
    assertThat(failure.what())
        .contains(
            directory.resolve("missing.ps1") + " does not exist or cannot be read",
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

  @Test
  void aPlanAndABuildPassOnWhatIsToBeSaidOfScripts() throws IOException {
    Files.writeString(directory.resolve("a.ps1"), "workflow w { }\n");
    Recipe recipe = onSata(recipe(Optional.empty(), script("a.ps1")));
    FakePwsh pwsh = FakePwsh.saying("0\twarning\t1\t1\ta workflow");
    FakeHypervisor hypervisor = new FakeHypervisor((job, machine, screen) -> {});
    String warning = directory.resolve("a.ps1") + ":1:1: a workflow";

    assertThat(Builds.in(directory, recipe, hypervisor, pwsh).plan().warnings()).contains(warning);

    List<BuildEvent> events = new ArrayList<>();
    Build build = Builds.in(directory, recipe, hypervisor, pwsh, events::add);
    assertThat(catchThrowableOfType(BuildException.class, build::run).what())
        .as("it goes on to what comes next")
        .contains("a.iso");
    assertThat(events)
        .filteredOn(BuildEvent.Warning.class::isInstance)
        .extracting(event -> ((BuildEvent.Warning) event).text())
        .containsExactly(warning);
  }

  /** A recipe that can be planned without its media. */
  private static Recipe onSata(Recipe plain) {
    Recipe.Windows windows =
        Records.with(plain.windows(), "release", Optional.of(Release.SERVER_2022));
    Machine machine = Records.with(plain.machine(), "diskBus", DiskBus.SATA);
    return Records.with(Records.with(plain, "windows", windows), "machine", machine);
  }

  private UserScript script(String name) {
    return new UserScript(
        directory.resolve(name), List.of(), Duration.ofMinutes(1), When.BEFORE_SYSPREP);
  }

  private Recipe recipe(Optional<Path> packages, UserScript... scripts) {
    Recipe plain =
        Recipes.with(new Source(new LocalFile(directory.resolve("a.iso")), Optional.empty()));
    return Records.with(
        Recipes.with(plain, new Updates(packages, Optional.empty())), "steps", List.of(scripts));
  }
}
