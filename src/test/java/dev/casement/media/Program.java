package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the programs that tests hold our media against; a missing one fails the test. */
public final class Program {
  private Program() {}

  /** Runs it to success and returns what it printed on both streams. */
  public static String run(String... argv) {
    try {
      Path output = Files.createTempFile("casement-test", ".log");
      try {
        Process process =
            new ProcessBuilder(List.of(argv))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        if (!ended) {
          process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertThat(ended).as("%s ended", String.join(" ", argv)).isTrue();
        assertThat(process.exitValue()).as("%s%n%s", String.join(" ", argv), text).isZero();
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
