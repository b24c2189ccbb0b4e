package dev.casement.cli.rehearsal;

import dev.casement.files.LockFile;
import dev.casement.pipeline.engine.MediaUse;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The stand-in media of a rehearsal.
 *
 * @param release the Windows that the install medium simulates
 * @param architecture its architecture
 * @param home the checkout whose {@code src/rehearsal/build.sh} makes them
 * @param directory where they are kept between rehearsals
 */
public record RehearsalMedia(
    Release release, Architecture architecture, Optional<Path> home, Path directory) {
  /** The name of the stage, shown before the build's own, that makes the media. */
  public static final String STAGE = "RehearsalMedia";

  /** Time to download some packages and assemble a kernel and small images. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /**
   * Makes the media unless they exist and are up to date.
   *
   * @throws BuildException HOST when they cannot be made
   */
  public void prepare(CommandRunner commands, BuildListener listener, Clock clock) {
    HostCommand command =
        HostCommand.of(
            LIMIT, script().toString(), "--output", directory.toString(), "--release", medium());
    Instant started = clock.instant();
    listener.on(new BuildEvent.StageStarted(started, STAGE, LIMIT));
    listener.on(
        new BuildEvent.StageProgress(
            clock.instant(),
            STAGE,
            Optional.empty(),
            OptionalInt.empty(),
            "stand-in media of " + release.displayName()));
    try (LockFile _ = MediaUse.begin(directory.toAbsolutePath().resolveSibling(""))) {
      commands.runOk(command);
    } catch (IOException e) {
      // The lock is released when this process ends.
    }
    Instant finished = clock.instant();
    listener.on(new BuildEvent.StageFinished(finished, STAGE, Duration.between(started, finished)));
  }

  Path install() {
    return directory.resolve("install-" + medium() + ".iso");
  }

  Path drivers() {
    return directory.resolve("virtio-win.iso");
  }

  Path cloudbaseInit() {
    return directory.resolve("CloudbaseInitSetup_Stable_x64.msi");
  }

  /** The install medium's name in src/rehearsal/releases.tsv. */
  private String medium() {
    return architecture == Architecture.AMD64 ? release.id() : release + "-" + architecture;
  }

  private Path script() {
    Optional<Path> script = home.map(checkout -> checkout.resolve("src/rehearsal/build.sh"));
    return script
        .filter(Files::isExecutable)
        .orElseThrow(
            () ->
                new BuildException(
                    Failure.HOST,
                    "rehearsals need the sources of the stand-in media, src/rehearsal/build.sh",
                    "run ./casement in a checkout of Casement"));
  }
}
