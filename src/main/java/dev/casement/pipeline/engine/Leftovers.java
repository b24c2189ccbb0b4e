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
    RunDirectory.removeAllLeft(build);
    return running;
  }

  /**
   * What a build left that is not running.
   *
   * @param work its working files
   * @param running what it left running
   * @param kept whether it was kept on purpose
   */
  public record LeftBuild(Path work, List<Leftover> running, boolean kept) {
    /** The build's. */
    public String name() {
      return String.valueOf(work.getFileName());
    }

    /** What it consists of, each a clause. */
    public List<String> parts() {
      String of = " of the build " + name();
      return Stream.concat(
              running.stream().map(program -> program + of), Stream.of("the files" + of))
          .toList();
    }
  }

  /**
   * What builds left below a work directory. Builds that are running are left out.
   *
   * @throws BuildException HOST when it cannot be read
   */
  public static List<LeftBuild> find(Path workDirectory) {
    Path builds = workDirectory.resolve("builds");
    List<LeftBuild> found = new ArrayList<>();
    if (!Files.isDirectory(builds)) {
      return found;
    }
    try (Stream<Path> children = Files.list(builds)) {
      for (Path build : children.filter(Files::isDirectory).sorted().toList()) {
        if (!BuildLock.isHeld(build)) {
          found.add(new LeftBuild(build, Leftover.below(build), Workspace.isKept(build)));
        }
      }
      return found;
    } catch (IOException e) {
      throw failure(builds, e);
    }
  }

  /**
   * Ends what a build left running, and deletes its working files, unless a build of its name runs
   * by now.
   *
   * @return what was removed
   * @throws BuildException HOST when it cannot be done
   */
  public static List<String> remove(LeftBuild left) {
    try (LockFile lock = BuildLock.tryAcquireOf(left.work()).orElse(null)) {
      if (lock == null) {
        return List.of();
      }
      LeftBuild removed = new LeftBuild(left.work(), end(left.work()), left.kept());
      Directories.deleteTree(left.work());
      return removed.parts();
    } catch (IOException e) {
      throw failure(left.work(), e);
    }
  }

  private static BuildException failure(Path files, IOException e) {
    return new BuildException(
        Failure.HOST,
        "what builds left in " + files + " cannot be removed: " + e,
        "check the permissions there",
        e);
  }
}
