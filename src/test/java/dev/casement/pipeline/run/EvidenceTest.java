package dev.casement.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {
  @TempDir Path directory;

  /** A stage with a run. */
  private static final class Installs implements Stage<String, String> {
    @Override
    public Limit limit() {
      return Limit.of("limits.install", Duration.ofHours(1));
    }

    @Override
    public String run(String input, StageContext context) {
      return input;
    }

    @Override
    public Optional<String> guestRun() {
      return Optional.of("install");
    }
  }

  private Path collect(String message) throws IOException {
    BuildDirectories directories =
        new BuildDirectories(directory.resolve("builds"), "test", directory.resolve("out"));
    Path logs = Files.createDirectories(directories.logs("install"));
    Files.writeString(logs.resolve("protocol.log"), "a line\n");
    BuildException failure = new BuildException(Failure.GUEST, message, "look there");
    return new Evidence(directories).collect(failure, Optional.of(new Installs())).orElseThrow();
  }

  @Test
  void isForTheUserOnly() throws IOException {
    Path evidence = collect("it failed");

    assertThat(evidence.resolve("protocol.log")).hasContent("a line\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(evidence)))
        .isEqualTo("rwx------");
  }

  private Optional<Path> withoutARun(Failure failure) {
    BuildDirectories directories =
        new BuildDirectories(directory.resolve("builds"), "test", directory.resolve("out"));
    return new Evidence(directories)
        .collect(new BuildException(failure, "why", "look"), Optional.of(new Installs()));
  }

  @Test
  void withoutAMachineOnlyADiskWithErrorsIsWorthADirectory() {
    assertThat(withoutARun(Failure.HOST)).isEmpty();
    assertThat(directory.resolve("out")).doesNotExist();

    assertThat(withoutARun(Failure.VERIFY).orElseThrow().toFile().list())
        .containsExactly("failure.txt");
  }

  /** A failure may quote the guest. */
  @Test
  void showingTheFailureDoesNotMoveTheCursor() throws IOException {
    Path evidence = collect("the guest said \u001b[2J\u202e");

    assertThat(evidence.resolve("failure.txt"))
        .content()
        .startsWith("the guest said \\u{1b}[2J\\u{202e}\nstage: Installs\n");
  }
}
