package dev.casement.pipeline.events;

import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The builds that are running in a work directory, and what they say. */
public final class RunningBuilds {
  private static final Duration LOOK = Duration.ofMillis(200);

  /** A build releases its lock before it says that it has finished. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  private final Path builds;

  public RunningBuilds(Path workDirectory) {
    this.builds = workDirectory.resolve("builds");
  }

  /**
   * Their names.
   *
   * @throws BuildException HOST when the directory cannot be read
   */
  public List<String> names() {
    if (!Files.isDirectory(builds)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(builds)) {
      return children
          .filter(build -> Files.exists(record(build)) && BuildLock.isHeld(build))
          .map(build -> String.valueOf(build.getFileName()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, builds + " cannot be read: " + e, "check the permissions there", e);
    }
  }

  private static Path record(Path build) {
    return build.resolve(BuildDirectories.EVENTS);
  }

  /**
   * Passes on what a build has said and says, until it ends.
   *
   * @return its last event; empty if it ended without one, because its process was killed
   * @throws BuildException USAGE when no build of this name is running, HOST when what it says
   *     cannot be read
   */
  public Optional<BuildEvent> follow(String name, BuildListener listener) {
    List<String> names = names();
    if (!names.contains(name)) {
      throw new BuildException(
          Failure.USAGE,
          "no build \"" + name + "\" is running in " + builds.resolveSibling(""),
          names.isEmpty()
              ? "none is; name the work directory of the build with --work-dir"
              : "these are: " + String.join(", ", names));
    }
    Path build = builds.resolve(name);
    Optional<Object> file = identity(record(build));
    try (BufferedReader record =
        Files.newBufferedReader(record(build), StandardCharsets.US_ASCII)) {
      return follow(record, () -> isRunning(build, file), listener);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          record(build) + " cannot be read: " + e,
          "check its permissions: only the user who builds can read it",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BuildException.cancelled();
    }
  }

  private static Optional<BuildEvent> follow(
      BufferedReader record, BooleanSupplier running, BuildListener listener)
      throws IOException, InterruptedException {
    StringBuilder line = new StringBuilder();
    Duration patience = LAST_WORDS;
    while (patience.isPositive()) {
      for (int c = record.read(); c >= 0; c = record.read()) {
        if (c != '\n') {
          line.append((char) c);
          continue;
        }
        Optional<BuildEvent> event = EventReader.read(line.toString());
        line.setLength(0);
        event.ifPresent(listener::on);
        if (event.filter(RunningBuilds::isLast).isPresent()) {
          return event;
        }
      }
      if (!running.getAsBoolean()) {
        patience = patience.minus(LOOK);
      }
      Thread.sleep(LOOK);
    }
    return Optional.empty();
  }

  /** Whether the build with this record is; one that has begun since has another record. */
  private static boolean isRunning(Path build, Optional<Object> file) {
    Optional<Object> now = identity(record(build));
    return (now.isEmpty() || now.equals(file)) && BuildLock.isHeld(build);
  }

  /** What tells a file from others that exist or are open; empty if there is none. */
  private static Optional<Object> identity(Path file) {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isLast(BuildEvent event) {
    return event instanceof BuildEvent.BuildFinished || event instanceof BuildEvent.BuildFailed;
  }
}
