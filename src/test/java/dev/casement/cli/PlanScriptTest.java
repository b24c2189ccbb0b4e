package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.qemu.QemuHypervisor;
import dev.casement.pipeline.Build;
import dev.casement.pipeline.Builds;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.report.BuildException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("host-locale")
class PlanScriptTest {
  private final CommandRunner commands = new SystemCommandRunner();
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"windows-7", "windows-server-2022"})
  void qemuScriptsOfTheExamplesPassShellcheck(String example) throws Exception {
    Path script = Files.writeString(directory.resolve("build.sh"), build(example).script(false));

    commands.runOk(
        HostCommand.of(Duration.ofMinutes(1), "shellcheck", "--shell=sh", script.toString()));
  }

  @Test
  void aQemuScriptHasEveryRunOfABuild() throws Exception {
    String script = build("windows-server-2022").script(false);

    assertThat(script)
        .containsSubsequence(
            "qemu-img create",
            "OVMF_VARS",
            "sendkey up",
            "qemu-system-x86_64",
            "install.iso",
            "signed_off",
            "qemu-system-x86_64",
            "update.iso",
            "signed_off",
            "qemu-system-x86_64",
            "generalize.iso",
            "signed_off",
            "qemu-img convert",
            "qemu-img check");
  }

  @Test
  void aScriptRefusesToStartWithoutItsMedia() throws Exception {
    Path script = Files.writeString(directory.resolve("b.sh"), build("windows-7").script(false));

    var result =
        commands.run(HostCommand.of(Duration.ofMinutes(1), "sh", script.toString()), line -> {});

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.stderr()).contains("windows_7_professional").contains("does not exist");
    assertThat(directory.resolve("work")).doesNotExist();
  }

  @Test
  void setupMediaAreNotWrittenForInstallMediaThatNobodyHasSeen() throws Exception {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> build("windows-7").script(true))
        .withMessageContaining("does not exist");
    assertThat(directory.resolve("work")).doesNotExist();
  }

  private Build build(String example) throws Exception {
    Recipe recipe = new RecipeFile(Path.of("examples", example + ".yaml"), Map.of()).read();
    Hypervisor qemu =
        new QemuHypervisor(
            commands, directory.resolve("cache"), Clock.systemUTC(), Optional.empty());
    return Builds.in(directory, recipe, qemu, commands);
  }
}
