package dev.casement.pipeline.run;

import dev.casement.files.Directories;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.Stage;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The evidence of a failure, in the output's {@code evidence} directory: what has happened, and of
 * a VM run the last screens, the protocol and serial logs, the hypervisor's log and the command to
 * replay the run. Only a build that holds the lock of its name may write or delete it.
 */
public final class Evidence {
  /** In all evidence: a directory without it is the user's. */
  private static final String FAILURE = "failure.txt";

  /** The end of a log matters most; a guest may write to its serial port for hours. */
  private static final long MOST_OF_A_FILE = 16 << 20;

  private final BuildDirectories directories;

  public Evidence(BuildDirectories directories) {
    this.directories = directories;
  }

  /**
   * Says what has failed, and copies the logs of the VM run of the stage that failed, if it had
   * one. Replaces the evidence of an earlier build. Only the user can read it: logs of Windows and
   * of the user's scripts may hold what is not for everybody.
   *
   * @return empty if it cannot be written; the failure then has the reason
   */
  public Optional<Path> collect(BuildException failure, Optional<Stage<?, ?>> stage) {
    Path evidence = directories.evidence();
    try {
      requireOwn(evidence);
      BuildDirectories.makePrivate(evidence);
      clear(evidence);
      Files.writeString(
          evidence.resolve(FAILURE),
          "%s%nstage: %s%nfailure: %s%nnext: %s%n"
              .formatted(
                  Printable.lines(failure.what()),
                  stage.map(Stage::name).orElse("none"),
                  failure.failure(),
                  Printable.lines(failure.remedy())));
    } catch (IOException | BuildException e) {
      // The original failure must reach the user, with or without evidence.
      failure.addSuppressed(e);
      return Optional.empty();
    }
    try {
      copyLogs(stage.flatMap(Stage::guestRun).map(directories::logs), evidence);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return Optional.of(evidence);
  }

  /** Deletes the evidence of an earlier build, if there is any. */
  public void delete() throws IOException {
    Path evidence = directories.evidence();
    if (Files.exists(evidence.resolve(FAILURE))) {
      clear(evidence);
      Directories.deleteTree(evidence);
    }
  }

  private static void requireOwn(Path evidence) throws IOException {
    if (Files.exists(evidence.resolve(FAILURE)) || isMissingOrEmpty(evidence)) {
      return;
    }
    throw new BuildException(
        Failure.HOST,
        "no evidence was kept: "
            + evidence
            + " exists, and without "
            + FAILURE
            + " in it, it is not Casement's",
        "move it away, or choose another place with --output");
  }

  private static boolean isMissingOrEmpty(Path evidence) throws IOException {
    if (!Files.isDirectory(evidence)) {
      return !Files.exists(evidence);
    }
    try (Stream<Path> files = Files.list(evidence)) {
      return files.findAny().isEmpty();
    }
  }

  /** A build that is killed meanwhile leaves evidence that says nothing, rather than its half. */
  private static void clear(Path evidence) throws IOException {
    Path failure = evidence.resolve(FAILURE);
    Files.writeString(failure, "");
    try (Stream<Path> files = Files.list(evidence)) {
      for (Path file : files.filter(each -> !each.equals(failure)).toList()) {
        Directories.deleteTree(file);
      }
    }
  }

  private static void copyLogs(Optional<Path> logs, Path evidence) throws IOException {
    if (logs.filter(Files::isDirectory).isEmpty()) {
      return;
    }
    try (Stream<Path> files = Files.list(logs.get())) {
      for (Path file : files.filter(Evidence::isWorthKeeping).toList()) {
        copyEnd(file, evidence.resolve(file.getFileName()));
      }
    }
  }

  private static boolean isWorthKeeping(Path file) {
    return Files.isRegularFile(file) && !String.valueOf(file.getFileName()).startsWith(".");
  }

  private static void copyEnd(Path source, Path target) throws IOException {
    try (InputStream in = Files.newInputStream(source)) {
      in.skipNBytes(Math.max(0, Files.size(source) - MOST_OF_A_FILE));
      Files.copy(in, target);
    }
  }
}
