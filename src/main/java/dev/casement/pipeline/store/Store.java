package dev.casement.pipeline.store;

import dev.casement.files.Directories;
import dev.casement.files.LockFile;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.Checkpoints;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.MediaUse;
import dev.casement.pipeline.engine.Workspace;
import dev.casement.pipeline.store.Stored.Kind;
import dev.casement.pipeline.store.Stored.State;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What builds have left in a work directory, and beside the images. */
public final class Store {
  private final Path workDirectory;
  private final Path outputs;
  private final Checkpoints checkpoints;

  /**
   * @param outputs the parent of builds' output directories
   * @param checkpoints those of the work directory
   */
  public Store(Path workDirectory, Path outputs, Checkpoints checkpoints) {
    this.workDirectory = workDirectory;
    this.outputs = outputs;
    this.checkpoints = checkpoints;
  }

  /**
   * Everything, by kind.
   *
   * @throws BuildException HOST when a directory cannot be read
   */
  public List<Stored> all() {
    List<Stored> all = new ArrayList<>();
    checkpoints.all().forEach(each -> all.add(stored(each)));
    State media = isMediaInUse() ? State.IN_USE : State.FREE;
    add(Kind.DOWNLOAD, workDirectory.resolve("downloads"), Store::isDownload, media, all);
    rehearsalMedia().ifPresent(path -> measure(Kind.REHEARSAL_MEDIA, path, media, all));
    for (Path build : children(workDirectory.resolve("builds"), Files::isDirectory)) {
      measure(Kind.BUILD, build, stateOf(build), all);
    }
    add(Kind.SCRIPT, workDirectory.resolve("by-hand"), Files::isDirectory, State.FREE, all);
    for (Path output : children(outputs, Files::isDirectory)) {
      Path evidence = output.resolve("evidence");
      if (Files.isDirectory(evidence)) {
        evidence(output, evidence, all);
      }
    }
    return List.copyOf(all);
  }

  /** Evidence is known by the name of its build. */
  private static void evidence(Path output, Path evidence, List<Stored> all) {
    List<Stored> measured = new ArrayList<>();
    measure(Kind.EVIDENCE, evidence, State.FREE, measured);
    for (Stored each : measured) {
      all.add(
          new Stored(
              each.kind(),
              String.valueOf(output.getFileName()),
              each.path(),
              each.size(),
              each.made(),
              each.used(),
              each.state(),
              each.series(),
              each.needs()));
    }
  }

  private Stored stored(Checkpoint checkpoint) {
    return new Stored(
        Kind.CHECKPOINT,
        checkpoint.id(),
        checkpoint.directory(),
        checkpoint.description().size(),
        checkpoint.time(),
        checkpoint.lastUse(),
        checkpoints.isHeld(checkpoint) ? State.IN_USE : State.FREE,
        Optional.of(checkpoint.description().recipe() + " " + checkpoint.stage()),
        checkpoint.needs());
  }

  private static boolean isDownload(Path path) {
    return Files.isRegularFile(path) && !path.toString().endsWith(".lock");
  }

  private Optional<Path> rehearsalMedia() {
    return Optional.of(workDirectory.resolve("rehearsal-media")).filter(Files::isDirectory);
  }

  private State stateOf(Path build) {
    if (BuildLock.isHeld(build)) {
      return State.IN_USE;
    }
    return Workspace.isKept(build) ? State.FAILED : State.FREE;
  }

  private boolean isMediaInUse() {
    if (!Files.isDirectory(workDirectory)) {
      return false;
    }
    try (LockFile lock = MediaUse.tryForbid(workDirectory).orElse(null)) {
      return lock == null;
    } catch (IOException e) {
      throw failure("the lock of the media cannot be taken", e);
    }
  }

  private static void add(
      Kind kind, Path parent, Predicate<Path> wanted, State state, List<Stored> all) {
    children(parent, wanted).forEach(each -> measure(kind, each, state, all));
  }

  private static void measure(Kind kind, Path path, State state, List<Stored> all) {
    try {
      all.add(Stored.plain(kind, path, Size.of(path), state));
    } catch (NoSuchFileException e) {
      // A build has just deleted it.
    } catch (IOException e) {
      throw failure(path + " cannot be read", e);
    }
  }

  private static List<Path> children(Path parent, Predicate<Path> wanted) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(wanted).sorted().toList();
    } catch (IOException e) {
      throw failure(parent + " cannot be read", e);
    }
  }

  /**
   * Deletes a cache unless a build has begun to use it.
   *
   * @return whether it was deleted
   * @throws BuildException HOST when it cannot be deleted
   */
  public boolean delete(Stored cache) {
    return switch (cache.kind()) {
      case CHECKPOINT ->
          checkpoints.all().stream()
              .filter(each -> each.id().equals(cache.name()))
              .anyMatch(checkpoints::delete);
      case DOWNLOAD, REHEARSAL_MEDIA -> deleteMedia(cache.path());
      case BUILD, SCRIPT, EVIDENCE ->
          throw new IllegalArgumentException("not a cache: " + cache.path());
    };
  }

  private boolean deleteMedia(Path media) {
    try (LockFile lock = MediaUse.tryForbid(workDirectory).orElse(null)) {
      if (lock == null) {
        return false;
      }
      Directories.deleteTree(media);
      return true;
    } catch (IOException e) {
      throw failure(media + " cannot be deleted", e);
    }
  }

  private static BuildException failure(String what, IOException e) {
    return new BuildException(Failure.HOST, what + ": " + e, "check the permissions there", e);
  }
}
