package dev.casement.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.casement.report.BuildEvent;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Plays a build on the terminal, to look at: no part of any test. */
final class ConsoleDemo {
  private ConsoleDemo() {}

  public static void main(String[] arguments) throws InterruptedException {
    Clock clock = Clock.systemUTC();
    ConsoleStyle style = new ConsoleStyle(System.getenv("NO_COLOR") == null, true);
    PrintStream terminal = new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);
    try (ProgressListener listener = ProgressListener.console(terminal, style, clock)) {
      List<String> stages = List.of("AcquireMedia", "InstallWindows", "PackageImage");
      listener.on(new BuildEvent.BuildStarted(clock.instant(), "demo", stages));
      for (String stage : stages) {
        listener.on(new BuildEvent.StageStarted(clock.instant(), stage, Duration.ofHours(2)));
        for (int percent = 0; percent <= 100; percent += 4) {
          Thread.sleep(120);
          listener.on(
              new BuildEvent.StageProgress(
                  clock.instant(),
                  stage,
                  Optional.of("drivers"),
                  OptionalInt.of(percent),
                  "Install the VirtIO drivers \u001b[2J 漢字 and a text that is longer than most"
                      + " terminals are wide, so that it is cut at the edge: "
                      + percent));
        }
        listener.on(new BuildEvent.StageFinished(clock.instant(), stage, Duration.ofMillis(3120)));
      }
      listener.on(new BuildEvent.Warning(clock.instant(), "the media have no checksums"));
      listener.on(
          new BuildEvent.BuildFinished(
              clock.instant(),
              Duration.ofSeconds(9),
              Path.of("out/demo/demo.qcow2"),
              Path.of("out/demo/manifest.json")));
    }
  }
}
