package dev.casement.cli.training;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory of a training run; closing it deletes all that is in it. */
record TrainingDirectory(Path path) implements Closeable {
  static TrainingDirectory create() throws IOException {
    return new TrainingDirectory(Files.createTempDirectory("casement-training-"));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
