package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.process.SystemCommandRunner;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code casement build} with one or several recipes, none of which can be built. */
class SeveralBuildsTest {
  @TempDir Path directory;

  private final Shell shell = new Shell(new SystemCommandRunner());

  @Test
  void aFailedBuildStopsNoOtherAndATableSaysWhatBecameOfEach() throws IOException {
    String one = recipe("one", "one.iso");
    String other = recipe("other", "other.iso");

    int code = build("--progress=plain", "--jobs=2", one, other);

    assertThat(code).isEqualTo(Failure.MEDIA.exitCode());
    assertThat(shell.err())
        .contains("error: one: ", "one.iso does not exist")
        .contains("error: other: ", "other.iso does not exist");
    assertThat(shell.out())
        .contains("] one: AcquireMedia failed: media\n", "] other: AcquireMedia failed: media\n")
        .containsPattern("BUILD +RESULT +TIME +IMAGE\n +one +media +\\S+ +-\n +other +media ");
  }

  @Test
  void eachIsBuiltIntoADirectoryOfItsOwn() throws IOException {
    Path image = Files.createDirectories(directory.resolve("out/other")).resolve("other.qcow2");
    Files.createFile(image);

    assertThat(build(recipe("one", "one.iso"), recipe("other", "other.iso")))
        .as("of the first that failed")
        .isEqualTo(Failure.MEDIA.exitCode());

    assertThat(shell.err()).contains("error: other: " + image + " already exists");
  }

  @Test
  void theReportOfEachSaysHowToRepeatThatOne() throws IOException {
    String one = recipe("one", "one.iso");
    build("--jobs=2", "--progress", "plain", "--fresh", one, recipe("other", "other.iso"));

    Path work = directory.resolve("work");
    Path output = directory.resolve("out/one");
    assertThat(output.resolve("evidence/report.html"))
        .content()
        .contains(
            "casement build %s --work-dir %s --fresh --output %s --on-error abort<"
                .formatted(one, work, output));
  }

  @Test
  void theReportNamesTheFileOfTheRecipeForAShell() throws IOException {
    Path file = directory.resolve("it's mine.yaml");
    Files.move(Path.of(recipe("one", "one.iso")), file);

    build(file.toString());

    assertThat(directory.resolve("out/evidence/report.html"))
        .content()
        .contains("casement build '" + directory + "/it'\\''s mine.yaml' --work-dir ");
  }

  @Test
  void whatIsWrongInAnyRecipeIsReportedBeforeTheFirstBuild() throws IOException {
    String good = recipe("good", "good.iso");
    String one = Files.writeString(directory.resolve("one.yaml"), "name: 1/2\n").toString();
    String other = Files.writeString(directory.resolve("other.yaml"), "nam: x\n").toString();

    assertThat(build(good, one, other)).isEqualTo(Failure.RECIPE.exitCode());

    assertThat(shell.err()).contains("one.yaml", "other.yaml", "nam");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void twoRecipesOfOneNameAreRefused() throws IOException {
    String one = recipe("same", "one.iso");
    Path other = directory.resolve("copy.yaml");
    Files.copy(Path.of(one), other);

    assertThat(build(one, other.toString())).isEqualTo(Failure.USAGE.exitCode());

    assertThat(shell.err()).contains("same.yaml and", "copy.yaml have the same name, same");
  }

  private String recipe(String name, String iso) throws IOException {
    String text = "name: %s\nmedia: { install: { path: %s } }\n".formatted(name, iso);
    return Files.writeString(directory.resolve(name + ".yaml"), text).toString();
  }

  private int build(String... arguments) {
    String[] line = new String[arguments.length + 3];
    line[0] = "build";
    line[1] = "--work-dir=" + directory.resolve("work");
    line[2] = "--output=" + directory.resolve("out");
    System.arraycopy(arguments, 0, line, 3, arguments.length);
    return shell.run(line);
  }
}
