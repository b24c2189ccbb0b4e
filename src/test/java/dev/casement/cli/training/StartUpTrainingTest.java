package dev.casement.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails trains all the same, but not what comes after. */
class StartUpTrainingTest {
  @TempDir Path scratch;

  @Test
  void theBuildGetsToItsFirstMachine() throws Exception {
    assertThat(new StartUpTraining(scratch).build()).hasMessageContaining("makes no disk");
  }
}
