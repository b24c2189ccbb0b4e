package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.process.CommandResult;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.rehearsal.StandInMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plan --script --write-media} prints, run to its end on real QEMU machines. */
@Tag("slow")
class ScriptedBuildIT {
  private static final Duration LIMIT = Duration.ofMinutes(20);

  @TempDir Path directory;

  @Test
  void theScriptMakesTheImageOfTheBuild() throws IOException {
    StandInMedia.build();
    Path recipe =
        Files.writeString(directory.resolve("recipe.yaml"), StandInMedia.recipe("scripted"));
    Path work = directory.resolve("by hand");
    Shell plan = new Shell();
    int code =
        plan.run(
            "plan", recipe.toString(), "--script", "--write-media", "--work-dir", work.toString());
    assertThat(code).as(plan.err()).isZero();
    // It would put the image into the directory that planning was done in.
    String text = plan.out().replace(Path.of("out").toAbsolutePath() + "/", directory + "/out/");
    Path script = Files.writeString(directory.resolve("build.sh"), text);
    CommandResult byHand =
        new SystemCommandRunner()
            .run(
                new HostCommand(
                    List.of("sh", script.toString()), LIMIT, Optional.of(directory), Map.of()),
                line -> {});
    assertThat(byHand.exitCode()).as(byHand.stdout() + byHand.stderr()).isZero();

    Shell build = new Shell();
    Path output = directory.resolve("built");
    int built =
        build.run(
            "build",
            recipe.toString(),
            "--work-dir=" + directory.resolve("work"),
            "--output=" + output);
    assertThat(built).as(build.err()).isZero();

    ImageContent one = content(directory.resolve("out/scripted/scripted.qcow2"));
    ImageContent other = content(output.resolve("scripted.qcow2"));
    assertThat(one.size()).isGreaterThan(150);
    assertThat(one.differencesTo(other)).containsOnlyKeys(ImageContent.OF_EACH_INSTALLATION);
  }

  private ImageContent content(Path image) throws IOException {
    return new ImageContent(image, Files.createTempDirectory(directory, "content"));
  }
}
