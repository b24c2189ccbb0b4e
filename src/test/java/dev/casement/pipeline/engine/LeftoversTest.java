package dev.casement.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir Path directory;

  @Test
  void theSocketsOfAllMachinesOfAKilledBuildAreRemoved() throws IOException {
    BuildDirectories build =
        new BuildDirectories(directory.resolve("builds"), "killed", directory.resolve("out"));
    Path ofTheTrialBoot = build.work().resolve("trial").resolve("state");
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    for (Path state : List.of(build.state(), ofTheTrialBoot)) {
      Files.createFile(RunDirectory.create(Optional.of(temporary), state).qmp());
    }

    assertThat(Leftovers.end(build)).isEmpty();

    assertThat(temporary).isEmptyDirectory();
  }
}
