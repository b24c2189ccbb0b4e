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

  private final BuildException unrelated = new BuildException(Failure.HOST, "why", "look");

  private Evidence evidence() {
    return new Evidence(
        new BuildDirectories(directory.resolve("builds"), "test", directory.resolve("out")));
  }

  private Optional<Path> withoutARun() {
    return evidence().collect(unrelated, Optional.empty());
  }

  @Test
  void withoutAMachineThereIsWhatHasFailedAndNothingOfAnEarlierBuild() throws IOException {
    collect("the guest failed");

    assertThat(withoutARun().orElseThrow().toFile().list()).containsExactly("failure.txt");
    assertThat(directory.resolve("out/evidence/failure.txt")).content().startsWith("why\n");
  }

  @Test
  void isGoneAfterASuccess() throws IOException {
    Files.createDirectories(collect("the guest failed").resolve("more"));

    evidence().delete();

    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void aDirectoryOfTheUserStaysAsItIs() throws IOException {
    Path note = directory.resolve("out/evidence/note.txt");
    Files.createDirectories(note.resolveSibling(""));
    Files.writeString(note, "of the user");

    assertThat(withoutARun()).isEmpty();
    evidence().delete();

    assertThat(note).hasContent("of the user");
    assertThat(note.resolveSibling("")).isDirectoryContaining(note::equals);
    assertThat(unrelated.getSuppressed())
        .singleElement()
        .asString()
        .contains(directory.resolve("out/evidence") + " exists", "failure.txt");
  }

  @Test
  void thatNoneCanBeWrittenDoesNotHideTheFailure() throws IOException {
    Files.writeString(directory.resolve("out"), "a file");

    assertThat(withoutARun()).isEmpty();
    assertThat(unrelated.getSuppressed()).hasSize(1);
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
