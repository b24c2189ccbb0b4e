package dev.casement.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.RehearsalRun;
import dev.casement.report.Failure;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@code casement rehearse} decides before it makes media and starts machines. */
class RehearseCommandTest {
  @TempDir Path directory;
  private Path output;
  private Path mediaWereMade;

  /** A checkout whose media cannot be made, which shows that somebody has tried. */
  @BeforeEach
  void writeScript() throws IOException {
    output = Files.createDirectories(directory.resolve("out"));
    mediaWereMade = directory.resolve("media-were-made");
    Path script = directory.resolve("home/src/rehearsal/build.sh");
    Files.createDirectories(script.getParent());
    Files.writeString(script, "#!/bin/sh\ntouch '%s'\nexit 1\n".formatted(mediaWereMade));
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rehearsal-windows-7-bios.qcow2", "manifest.json"})
  void refusesAnOutputThatIsThereBeforeItMakesMedia(String name) throws IOException {
    Path made = Files.writeString(output.resolve(name), "of the user");

    RehearsalRun run = rehearse("--release", "windows-7");

    assertThat(run.exitCode()).isEqualTo(Failure.OUTPUT_EXISTS.exitCode());
    assertThat(run.err()).contains(made + " already exists").contains("--force");
    assertThat(mediaWereMade).doesNotExist();
    assertThat(made).hasContent("of the user");
  }

  @Test
  void makesMediaWhenTheOutputMayBeReplaced() throws IOException {
    Path made = Files.writeString(output.resolve("manifest.json"), "of the user");

    RehearsalRun run = rehearse("--release", "windows-7", "--force");

    assertThat(run.exitCode()).isEqualTo(Failure.HOST.exitCode());
    assertThat(mediaWereMade).exists();
    assertThat(made).as("replaced after success only").hasContent("of the user");
  }

  @ParameterizedTest
  @CsvSource({
    "windows-7,amd64,uefi-secure",
    "windows-server-2008-r2,amd64,uefi-secure",
    "windows-11,amd64,bios",
    "windows-10,x86,uefi",
    "windows-11,x86,uefi",
    "windows-server-2022,x86,bios"
  })
  void refusesWhatNoWindowsRunsOnAndListsWhatThereIs(
      String release, String architecture, String firmware) {
    RehearsalRun run =
        rehearse("--release", release, "--architecture", architecture, "--firmware", firmware);

    assertThat(run.exitCode()).isEqualTo(Failure.USAGE.exitCode());
    assertThat(run.err())
        .contains(
            "%s does not run on %s with %s firmware"
                .formatted(
                    Release.ofId(release).orElseThrow().displayName(), architecture, firmware))
        .contains("--architecture amd64 --firmware uefi");
    assertThat(mediaWereMade).doesNotExist();
  }

  @Test
  void playsNoWindowsForOtherProcessors() {
    RehearsalRun run = rehearse("--release", "windows-11", "--architecture", "arm64");

    assertThat(run.exitCode()).isEqualTo(Failure.USAGE.exitCode());
    assertThat(run.err()).contains("\"arm64\" is not one of amd64, x86");
  }

  @Test
  void failsAsEventsTooBeforeTheBuildBegins() {
    RehearsalRun run =
        rehearse("--release", "windows-11", "--firmware", "bios", "--progress", "json");

    assertThat(run.events()).hasSize(1);
    assertThat(run.events().getLast().path("event").asString()).isEqualTo("build-failed");
  }

  private static String repeated(String... arguments) {
    RehearseCommand command = new RehearseCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.invocation(Path.of("my out")).line().orElseThrow();
  }

  @Test
  void isRepeatedWithEverythingThatMakesADifference() {
    assertThat(
            repeated(
                "--release", "windows-7", "--fault=hang", "--boot", "--web", "--progress=json"))
        .isEqualTo(
            "casement rehearse --release windows-7 --architecture amd64 --firmware bios"
                + " --fault hang --boot");
    assertThat(repeated("--firmware", "uefi-secure", "--output", "my out", "--hypervisor=qemu"))
        .isEqualTo(
            "casement rehearse --release windows-server-2022 --architecture amd64 --firmware"
                + " uefi-secure --hypervisor qemu --output 'my out'");
  }

  private RehearsalRun rehearse(String... arguments) {
    return new RehearsalRun(
        directory.resolve("home"), directory.resolve("work"), output, arguments);
  }
}
