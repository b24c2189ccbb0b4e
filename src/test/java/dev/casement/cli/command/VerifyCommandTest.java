package dev.casement.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.Shell;
import dev.casement.media.Program;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.verify.ImageOfWindows;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VerifyCommandTest {
  @TempDir Path directory;
  private final Shell shell = new Shell();
  private Path empty = Path.of("");

  @BeforeEach
  void makeADiskWithoutAnything() throws IOException {
    empty = directory.resolve("empty.raw");
    try (RandomAccessFile file = new RandomAccessFile(empty.toFile(), "rw")) {
      file.setLength(1 << 20);
    }
  }

  @Test
  void saysWhatIsWrongWhyAndWhatToDo() {
    assertThat(shell.run("verify", empty.toString())).isEqualTo(11);
    assertThat(shell.out())
        .contains("error: the disk: there is no Windows on it [no-windows]")
        .contains("    why:  ", "    next: ")
        .endsWith("2 errors, no warnings\n");
  }

  @Test
  void jsonHasTheSame() {
    assertThat(shell.run("verify", empty.toString(), "--format", "json")).isEqualTo(11);
    JsonNode said = JsonMapper.shared().readTree(shell.out());

    assertThat(said.path("image").asString()).isEqualTo(empty.toString());
    assertThat(said.path("errors").asInt()).isEqualTo(2);
    assertThat(said.path("findings").path(1).path("rule").asString()).isEqualTo("no-windows");
    assertThat(said.path("inventory").isMissingNode()).isTrue();
  }

  @Test
  void whatIsExpectedIsReadFirst() throws IOException {
    Path recipe =
        Files.writeString(
            directory.resolve("recipe.yaml"), "name: x\nmedia: { install: { path: x.iso } }\n");

    assertThat(shell.run("verify", empty.toString(), "--expect", recipe.toString())).isEqualTo(11);
    assertThat(shell.out()).contains("[no-windows]");
    assertThat(shell.run("verify", empty.toString(), "--expect", "none.yaml")).isEqualTo(3);
    assertThat(shell.err()).contains("the recipe none.yaml does not exist");
    Path manifest = Files.writeString(directory.resolve("manifest.json"), "[]");
    assertThat(shell.run("verify", empty.toString(), "--expect", manifest.toString()))
        .isEqualTo(11);
    assertThat(shell.err()).contains("manifest.json is not a manifest");
  }

  @Test
  void writesInventoryAndBillOfMaterials() {
    Path image = ImageOfWindows.uefi().build(directory);
    Path inventory = directory.resolve("inventory.json");
    Path sbom = directory.resolve("image.cdx.json");

    assertThat(shell.run("verify", image + "", "--inventory", inventory + "", "--sbom", sbom + ""))
        .isZero();
    assertThat(JsonMapper.shared().readTree(inventory).path("edition").asString())
        .isEqualTo("ServerStandard");
    assertThat(JsonMapper.shared().readTree(sbom).path("specVersion").asString()).isEqualTo("1.6");
    Path nowhere = directory.resolve("none/image.cdx.json");
    assertThat(shell.run("verify", image + "", "--sbom", nowhere + "")).isEqualTo(5);
    assertThat(shell.err()).contains("cannot be written", "next: ");
  }

  @Test
  void anImageWithErrorsIsNotBooted() {
    Shell without = new Shell(new NoPrograms());

    assertThat(without.run("verify", empty.toString(), "--boot")).isEqualTo(11);
    assertThat(without.out())
        .endsWith("2 errors, no warnings\nnot booted, because of the errors\n");
    assertThat(without.err()).isEmpty();
  }

  @Test
  void aHostWithoutHypervisorIsToldSo() {
    Path image = ImageOfWindows.uefi().build(directory);
    Shell without = new Shell(new NoPrograms());

    int exitCode =
        without.run("verify", image + "", "--boot", "--work-dir", directory.resolve("work") + "");

    assertThat(exitCode).isEqualTo(Failure.MISSING_TOOL.exitCode());
    assertThat(without.out()).contains("no errors");
    assertThat(without.err()).contains("qemu-system-x86_64 is not installed", "next: install it");
  }

  @Test
  void whatCannotBeBootedIsRefusedBeforeAnythingIsRead() {
    assertThat(shell.run("verify", "--image", "x", "--boot")).isEqualTo(2);
    assertThat(shell.err()).contains("--boot needs the image as a file");
    assertThat(shell.run("verify", "x.qcow2", "--boot", "--boot-limit", "soon")).isEqualTo(2);
    assertThat(shell.err()).contains("soon");
  }

  /** A host on which nothing is installed. */
  private static final class NoPrograms implements CommandRunner {
    @Override
    public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
      throw new BuildException(
          Failure.MISSING_TOOL, command.program() + " is not installed", "install it");
    }

    @Override
    public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
      return run(command, onOutputLine);
    }

    @Override
    public HostProcess start(HostCommand command, Path log) {
      throw new AssertionError("nothing is to be started: " + command);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vmdk", "vhdx"})
  void readsImagesOfOtherHypervisorsWithQemuImg(String format) {
    Path raw = ImageOfWindows.uefi().build(directory);
    Path image = directory.resolve("image." + format);
    Program.run("qemu-img", "convert", "-f", "raw", "-O", format, raw + "", image + "");

    Shell withPrograms = new Shell(new SystemCommandRunner());
    assertThat(withPrograms.run("verify", image.toString())).isZero();
    assertThat(withPrograms.out()).contains("ServerStandard", "no errors");
    assertThat(new Shell(new NoPrograms()).run("verify", image.toString()))
        .isEqualTo(Failure.MISSING_TOOL.exitCode());
  }

  @Test
  void whatIsNotReadHasAnAnswer() throws IOException {
    Path vmdk = Files.writeString(directory.resolve("disk.vmdk"), "KDMV" + "\0".repeat(600));
    Shell withPrograms = new Shell(new SystemCommandRunner());

    assertThat(withPrograms.run("verify", vmdk.toString())).isEqualTo(11);
    assertThat(withPrograms.err()).contains("vmdk", "next: ", "qemu-img convert");
    assertThat(shell.run("verify", directory.resolve("nothing").toString())).isEqualTo(6);
    assertThat(shell.err()).contains("does not exist");
  }
}
