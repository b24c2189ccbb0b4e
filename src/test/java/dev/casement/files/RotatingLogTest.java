package dev.casement.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {
  @TempDir Path directory;

  @Test
  void goesOnWhenAFullDiskHasRoomAgain() throws IOException {
    Path file = directory.resolve("serial.log");
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    try (RotatingLog log = new RotatingLog(file, 1 << 20)) {
      log.appendLine("lost");
      Files.delete(file);
      log.appendLine("lost too, since the file is still open");
      log.appendLine("kept");
    }

    assertThat(file).hasContent("kept\n");
  }
}
