package dev.casement.pipeline.engine;

import dev.casement.files.Directories;
import dev.casement.files.LockFile;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.process.Leftover;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and removes programs and files that killed builds left behind. */
public final class Leftovers {
  private Leftovers() {}

  /**
   * Ends the programs that an earlier build of this name left running when it was killed, and
   * deletes its sockets. The caller holds the lock of the name.
   *
   * @return what was ended
   */
  public static List<String> end(BuildDirectories directories) {
    return end(directories.work()).stream().map(Leftover::toString).toList();
  }

  private static List<Leftover> end(Path build) {
    List<Leftover> running = Leftover.below(build);
    running.forEach(Leftover::end);
    RunDirectory.removeLeft(BuildDirectories.state(build));
    return running;
  }

  /**
   * Ends leftover programs of all builds below a work directory, and deletes these builds' working
   * files. A build that is still running is left alone.
   *
   * @return what was ended
   * @throws BuildException HOST when it cannot be done
   */
  public static List<String> remove(Path workDirectory) {
    Path builds = workDirectory.resolve("builds");
    List<String> removed = new ArrayList<>();
    if (!Files.isDirectory(builds)) {
      return removed;
    }
    try (Stream<Path> children = Files.list(builds)) {
      for (Path build : children.filter(Files::isDirectory).sorted().toList()) {
        removed.addAll(removeOf(build));
      }
      return removed;
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "files left by builds in " + builds + " cannot be removed: " + e,
          "check the permissions there",
          e);
    }
  }

  /**
   * Deletes the working files of a killed build if they include any of these media, which its
   * machine had in its drives. The caller holds the lock of its name.
   *
   * @throws BuildException HOST when it cannot be done
   */
  public static void removeFiles(Path workDirectory, String build, List<Path> media) {
    Path files = workDirectory.resolve("builds").resolve(build).toAbsolutePath().normalize();
    if (media.stream().noneMatch(medium -> medium.startsWith(files))) {
      return;
    }
    try {
      Directories.deleteTree(files);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, files + " cannot be removed: " + e, "check the permissions there", e);
    }
  }

  private static List<String> removeOf(Path build) throws IOException {
    Optional<LockFile> lock =
        LockFile.tryAcquire(build.resolveSibling(build.getFileName() + ".lock"));
    if (lock.isEmpty()) {
      return List.of();
    }
    try (LockFile _ = lock.get()) {
      List<Leftover> running = end(build);
      if (!running.isEmpty()) {
        Directories.deleteTree(build);
      }
      return running.stream()
          .map(leftover -> leftover + " of the build " + build.getFileName())
          .toList();
    }
  }
}
