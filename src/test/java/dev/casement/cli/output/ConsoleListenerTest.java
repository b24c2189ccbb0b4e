package dev.casement.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.BuildEvent;
import dev.casement.report.Failure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("host-locale")
class ConsoleListenerTest {
  private static final ConsoleStyle BARE = new ConsoleStyle(false, false);
  private static final BuildEvent STAGE =
      new BuildEvent.StageStarted(Events.at(0), "InstallWindows", Duration.ofHours(2));

  private final ConsoleView view = new ConsoleView(BARE);

  @Test
  void theLiveLineShowsTimeLimitPercentageStepAndTheLastMessage() {
    view.show(Events.started());
    view.show(STAGE);
    assertThat(view.liveLine(Events.at(62))).contains("> InstallWindows     1m02s of 2h");
    view.show(
        Events.progress(62, Optional.of("drivers"), OptionalInt.of(45), "Install the drivers"));
    assertThat(view.liveLine(Events.at(63)))
        .contains(
            "> InstallWindows     1m03s of 2h  [====      ] 45%  drivers: Install the"
                + " drivers");
  }

  @Test
  void finishedSkippedAndFailedStagesStay() {
    view.show(STAGE);
    assertThat(
            view.show(
                new BuildEvent.StageFinished(
                    Events.at(9), "InstallWindows", Duration.ofSeconds(9))))
        .containsExactly("+ InstallWindows     9s");
    assertThat(view.liveLine(Events.at(9))).isEmpty();
    assertThat(view.show(new BuildEvent.StageSkipped(Events.at(9), "UpdateWindows", "none")))
        .containsExactly("- UpdateWindows      skipped: none");
    view.show(STAGE);
    assertThat(
            view.show(
                Events.failed(Failure.GUEST, Optional.of("InstallWindows"), Optional.empty())))
        .containsExactly("x InstallWindows     failed after 2m");
  }

  @Test
  void nothingFromTheGuestCanSteerTheTerminal() {
    view.show(STAGE);
    view.show(
        Events.progress(
            0, Optional.empty(), OptionalInt.empty(), "a\u001b[2Jb\rc\u202ed\u009be\nf"));
    assertThat(view.liveLine(Events.at(1)).orElseThrow())
        .endsWith("a\\u{1b}[2Jb\\u{d}c\\u{202e}d\\u{9b}e\\u{a}f");
  }

  @Test
  void coloursAreOnlyThereWhenWanted() {
    BuildEvent warning = new BuildEvent.Warning(Events.at(0), "w");
    assertThat(view.show(warning)).containsExactly("! w");
    assertThat(new ConsoleView(new ConsoleStyle(true, true)).show(warning))
        .containsExactly("\u001b[33m!\u001b[0m w");
  }

  @Test
  void closingLeavesTheFinishedLinesAndNoLiveOne() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Clock clock = Clock.fixed(Events.at(5), ZoneOffset.UTC);
    try (ProgressListener listener =
        ProgressListener.console(new PrintStream(bytes, false, UTF_8), BARE, clock)) {
      Events.everyKind().subList(0, 6).forEach(listener::on);
      listener.on(STAGE);
    }
    assertThat(screen(bytes.toString(UTF_8)))
        .isEqualTo(
            """
            Building x
            + InstallWindows     1m31s
            - UpdateWindows      skipped: updates: none
            """);
  }

  /** What a terminal shows in the end: each carriage return with erasing starts the line anew. */
  private static String screen(String output) {
    StringBuilder screen = new StringBuilder();
    for (String part : output.split("\r\u001b\\[K", -1)) {
      screen.setLength(screen.lastIndexOf("\n") + 1);
      screen.append(part);
    }
    return screen.toString();
  }

  @Test
  void aTerminalThatTakesNothingStopsNoBuild() throws InterruptedException {
    BlockedStream blocked = new BlockedStream();
    try (ProgressListener listener =
        ProgressListener.console(new PrintStream(blocked, true, UTF_8), BARE, Clock.systemUTC())) {
      listener.on(Events.started());
      blocked.awaitWriter();
      for (int i = 0; i < 5000; i++) {
        listener.on(new BuildEvent.Warning(Events.at(i), "w" + i));
      }
    } finally {
      blocked.release();
    }
  }

  /** A stream whose writer waits until it is released. */
  private static final class BlockedStream extends java.io.OutputStream {
    private final java.util.concurrent.CountDownLatch reached =
        new java.util.concurrent.CountDownLatch(1);
    private final java.util.concurrent.CountDownLatch released =
        new java.util.concurrent.CountDownLatch(1);

    @Override
    public void write(int b) {
      write(new byte[0], 0, 0);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      reached.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void awaitWriter() throws InterruptedException {
      reached.await();
    }

    void release() {
      released.countDown();
    }
  }
}
