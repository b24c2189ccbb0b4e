package dev.casement.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.BuildEvent;
import dev.casement.report.BuildListener;
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
  void aPauseLeavesTheTerminalAloneUntilTheNextEvent() throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Clock clock = Clock.fixed(Events.at(5), ZoneOffset.UTC);
    try (ProgressListener listener =
        ProgressListener.console(new PrintStream(bytes, true, UTF_8), BARE, clock)) {
      listener.on(STAGE);
      listener.pause();
      int before = bytes.size();
      Thread.sleep(1200); // Longer than a tick.
      assertThat(bytes.size()).isEqualTo(before);
      assertThat(bytes.toString(UTF_8)).as("no live line stays").endsWith("\u001b[K");

      listener.on(new BuildEvent.Warning(Events.at(6), "again"));
    }
    assertThat(bytes.toString(UTF_8)).contains("! again\n");
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

  @Test
  void ofSeveralBuildsEachHasALiveLine() throws InterruptedException {
    Screen screen = new Screen();
    Clock clock = Clock.fixed(Events.at(5), ZoneOffset.UTC);
    try (BuildsListener listener =
        BuildsListener.console(new PrintStream(screen, true, UTF_8), BARE, clock)) {
      BuildListener one = listener.of("one");
      BuildListener other = listener.of("other");
      one.on(Events.started());
      one.on(STAGE);
      other.on(STAGE);
      screen.awaitText("> other  InstallWindows");
      assertThat(screen.text())
          .isEqualTo(
              """
              > one  InstallWindows     5s of 2h
              > other  InstallWindows     5s of 2h""");
      one.on(new BuildEvent.StageFinished(Events.at(5), "InstallWindows", Duration.ofSeconds(5)));
      other.on(new BuildEvent.Warning(Events.at(5), "w"));
      screen.awaitText("other: ! w");
      assertThat(screen.text()).isEqualTo("other: ! w\n> other  InstallWindows     5s of 2h");
    }
    assertThat(screen.text()).isEqualTo("other: ! w\n");
  }

  /** A terminal that knows what these listeners write. */
  private static final class Screen extends java.io.ByteArrayOutputStream {
    void awaitText(String expected) throws InterruptedException {
      for (int i = 0; i < 1000 && !text().contains(expected); i++) {
        Thread.sleep(10);
      }
    }

    String text() {
      StringBuilder rows = new StringBuilder();
      java.util.regex.Matcher piece =
          java.util.regex.Pattern.compile(
                  "\r(?:\u001b\\[(\\d+)A\u001b\\[J|\u001b\\[K)|\u001b\\[\\?7[hl]|[^\r\u001b]+")
              .matcher(toString(UTF_8));
      while (piece.find()) {
        if (piece.group().startsWith("\r")) {
          int up = piece.group(1) == null ? 0 : Integer.parseInt(piece.group(1));
          for (int i = 0; i <= up; i++) {
            rows.setLength(Math.max(0, rows.lastIndexOf("\n") + (i < up ? 0 : 1)));
          }
        } else if (!piece.group().startsWith("\u001b")) {
          rows.append(piece.group());
        }
      }
      return rows.toString().replaceAll(" +(?=\n|$)", "");
    }
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
