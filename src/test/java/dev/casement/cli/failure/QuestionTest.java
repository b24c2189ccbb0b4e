package dev.casement.cli.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.cli.console.Terminal;
import dev.casement.pipeline.engine.OnError.Choice;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void anAnswerIsOneOfThree() {
    assertThat(answer("c")).isEqualTo(Choice.CLEAN_UP);
    assertThat(answer(" A ")).isEqualTo(Choice.ABORT);
    assertThat(answer("r")).isEqualTo(Choice.RETRY);
    assertThat(answer("")).isEqualTo(Choice.CLEAN_UP);
    assertThat(answer()).as("the end of the input").isEqualTo(Choice.CLEAN_UP);
  }

  @Test
  void theFailureIsShownBeforeAndCannotSteerTheTerminal() {
    answer("c");

    assertThat(err.toString(UTF_8))
        .isEqualTo(
            """
            InstallWindows failed: the guest said \\u{1b}[2J
              next: look
            [c] clean up and exit, [a] exit without cleaning up, or [r] run InstallWindows again? \
            """);
  }

  @Test
  void anotherAnswerIsAskedForAgain() {
    assertThat(answer("what", "r")).isEqualTo(Choice.RETRY);

    assertThat(err.toString(UTF_8)).contains("\"what\" is none of c, a and r\n[c] clean up");
  }

  @Test
  void anInterruptIsNoAnswer() {
    CountDownLatch never = new CountDownLatch(1);
    Terminal silent =
        terminal(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Optional.empty();
            });
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> ask(silent))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED));

    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    never.countDown();
  }

  private Choice answer(String... lines) {
    Deque<String> left = new ArrayDeque<>(List.of(lines));
    return ask(terminal(() -> Optional.ofNullable(left.poll())));
  }

  private Choice ask(Terminal terminal) {
    BuildException failure = new BuildException(Failure.GUEST, "the guest said \u001b[2J", "look");
    return new Question(terminal, new PrintStream(err, true, UTF_8)).ask("InstallWindows", failure);
  }

  private static Terminal terminal(java.util.function.Supplier<Optional<String>> lines) {
    return new Terminal() {
      @Override
      public boolean isPresent() {
        return true;
      }

      @Override
      public Optional<String> readLine() {
        return lines.get();
      }
    };
  }
}
