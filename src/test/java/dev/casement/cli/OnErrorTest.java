package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --on-error} where it cannot be obeyed. */
class OnErrorTest {
  @TempDir Path directory;

  private final Shell shell = new Shell();

  @Test
  void askIsRefusedWithoutATerminal() throws IOException {
    int code = shell.run("build", recipe("one"), "--on-error=ask", "--progress=json", work());

    assertThat(code).isEqualTo(Failure.USAGE.exitCode());
    assertThat(shell.err())
        .contains("error: --on-error ask needs a terminal", "next: use --on-error abort");
    assertThat(shell.out().lines())
        .singleElement()
        .asString()
        .contains("\"build-failed\"", "--on-error ask needs a terminal");
    assertThat(directory.resolve("work")).doesNotExist();
  }

  @Test
  void askIsRefusedForSeveralBuilds() throws IOException {
    int code = shell.run("build", recipe("one"), recipe("two"), "--on-error=ask", work());

    assertThat(code).isEqualTo(Failure.USAGE.exitCode());
    assertThat(shell.err()).contains("--on-error ask is for one recipe");
  }

  @Test
  void anotherWordIsRefused() throws IOException {
    int code = shell.run("build", recipe("one"), "--on-error=abrot", work());

    assertThat(code).isEqualTo(Failure.USAGE.exitCode());
    assertThat(shell.err()).contains("cleanup, abort, ask; did you mean abort?");
  }

  private String recipe(String name) throws IOException {
    String text = "name: %s\nmedia: { install: { path: no.iso } }\n".formatted(name);
    return Files.writeString(directory.resolve(name + ".yaml"), text).toString();
  }

  private String work() {
    return "--work-dir=" + directory.resolve("work");
  }
}
