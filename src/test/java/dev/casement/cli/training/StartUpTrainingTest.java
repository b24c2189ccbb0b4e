package dev.casement.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.console.Terminal;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails trains all the same, but not what comes after. */
class StartUpTrainingTest {
  @TempDir Path scratch;

  @Test
  void theBuildGetsToItsFirstMachine() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    BuildException end =
        StartUpTraining.build(
            scratch,
            new Surroundings(
                out,
                out,
                Map.of(),
                Terminal.none(),
                Optional.empty(),
                SystemCommandRunner::new,
                Clock.systemUTC()));

    assertThat(end.what()).as(said.toString(StandardCharsets.UTF_8)).contains("makes no disk");
  }
}
