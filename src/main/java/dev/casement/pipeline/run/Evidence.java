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

/**
 * Collects evidence of a failed VM run: the last screens, the protocol and serial logs, the
 * hypervisor's log and the command to replay the run.
 */
public final class Evidence {
  /** The end of a log matters most; a guest may write to its serial port for hours. */
  private static final long MOST_OF_A_FILE = 16 << 20;

  private final BuildDirectories directories;

  public Evidence(BuildDirectories directories) {
    this.directories = directories;
  }

  /**
   * Copies the logs of the VM run of the stage that failed, if it had one, to the output's {@code
   * evidence} directory, whose earlier content is replaced. There is one also for a disk with
   * errors, then without logs. Only the user can read it: logs of Windows and of the user's scripts
   * may hold what is not for everybody.
   */
  public Optional<Path> collect(BuildException failure, Optional<Stage<?, ?>> stage) {
    Optional<Path> logs =
        stage.flatMap(Stage::guestRun).map(directories::logs).filter(Files::isDirectory);
    if (logs.isEmpty() && !isOfADisk(failure, stage)) {
      return Optional.empty();
    }
    try {
      Path evidence = directories.evidence();
      Directories.deleteTree(evidence);
      BuildDirectories.makePrivate(evidence);
      if (logs.isPresent()) {
        copyLogs(logs.get(), evidence);
      }
      Files.writeString(
          evidence.resolve("failure.txt"),
          "%s%nstage: %s%nfailure: %s%nnext: %s%n"
              .formatted(
                  Printable.lines(failure.what()),
                  stage.map(Stage::name).orElse("none"),
                  failure.failure(),
                  Printable.lines(failure.remedy())));
      return Optional.of(evidence);
    } catch (IOException e) {
      // The original failure must reach the user, with or without evidence.
      failure.addSuppressed(e);
      return Optional.empty();
    }
  }

  /** Whether a stage has found errors on the disk, which say what the machines did wrong. */
  private static boolean isOfADisk(BuildException failure, Optional<Stage<?, ?>> stage) {
    return stage.isPresent() && failure.failure() == Failure.VERIFY;
  }

  private static void copyLogs(Path logs, Path evidence) throws IOException {
    try (var files = Files.list(logs)) {
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
