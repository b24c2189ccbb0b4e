package dev.casement.pipeline.checkpoint;

import dev.casement.files.CompleteFile;
import dev.casement.files.Directories;
import dev.casement.files.Durability;
import dev.casement.files.JsonRecords;
import dev.casement.files.LockFile;
import dev.casement.guest.GuestReport;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.pipeline.checkpoint.Checkpoint.Description;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The checkpoints in a work directory.
 *
 * <p>Each one is a directory that gets its description last: without one it is incomplete. What
 * this object has found or saved is locked until it is closed, together with everything below it,
 * so that no other process deletes it.
 */
public final class Checkpoints implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path directory;
  private final Hypervisor hypervisor;
  private final List<Hypervisor> others;
  private final Consumer<String> warnings;
  private final Set<String> warned = new HashSet<>();
  private final CheckpointLocks locks;

  /**
   * @param hypervisor whose disks they are
   * @param warnings told of checkpoints that cannot be used
   */
  public Checkpoints(Path workDirectory, Hypervisor hypervisor, Consumer<String> warnings) {
    this(workDirectory, hypervisor, List.of(), warnings);
  }

  /**
   * As {@link #Checkpoints(Path, Hypervisor, Consumer)}.
   *
   * @param others whose disks can be deleted, too
   */
  public Checkpoints(
      Path workDirectory,
      Hypervisor hypervisor,
      List<Hypervisor> others,
      Consumer<String> warnings) {
    this.directory = workDirectory.toAbsolutePath().normalize().resolve("checkpoints");
    this.hypervisor = hypervisor;
    this.others = List.copyOf(others);
    this.warnings = warnings;
    this.locks = new CheckpointLocks(directory);
  }

  /**
   * A machine after a finished VM run.
   *
   * @param after the checkpoint of the stage before
   * @param base the checkpoint that its disk began with
   * @param state its directory, which is copied
   */
  public record Machine(
      CheckpointKey key,
      Optional<Checkpoint> after,
      Optional<Checkpoint> base,
      DiskHandle disk,
      Path state,
      Secret password,
      List<GuestReport> reports) {}

  /**
   * The newest usable checkpoint with this key.
   *
   * @param after the checkpoint of the stage before that it must follow
   */
  public Optional<Checkpoint> find(CheckpointKey key, Optional<Checkpoint> after) {
    return newest(
        each ->
            each.description().key().equals(key)
                && each.description().after().equals(after.map(Checkpoint::id))
                && hypervisor.has(each.disk()));
  }

  /**
   * The newest usable checkpoint after this stage that follows {@code after}, whatever its key;
   * empty if as many disks as {@code tooDeep} lie below that of the newest.
   */
  public Optional<Checkpoint> newest(String stage, Checkpoint after, int tooDeep) {
    Predicate<Checkpoint> wanted =
        each ->
            each.stage().equals(stage)
                && each.description().after().equals(Optional.of(after.id()))
                && hypervisor.has(each.disk());
    List<Checkpoint> all = all();
    // Decided before anything is locked, so that a new one can replace them all.
    return all.stream()
            .filter(wanted)
            .findFirst()
            .filter(each -> each.depth(all) < tooDeep)
            .isPresent()
        ? newest(wanted)
        : Optional.empty();
  }

  private Optional<Checkpoint> newest(Predicate<Checkpoint> wanted) {
    List<Checkpoint> all = all();
    for (Checkpoint each : all) {
      if (wanted.test(each)) {
        Optional<String> problem = problem(each, all);
        if (problem.isPresent()) {
          warn(each.directory(), problem.get());
        } else if (hold(each, all)) {
          return Optional.of(each);
        }
      }
    }
    return Optional.empty();
  }

  /** All complete checkpoints, the newest first. */
  public List<Checkpoint> all() {
    List<Checkpoint> all = new ArrayList<>();
    for (Path each : directories()) {
      try {
        Checkpoint.read(each).ifPresent(all::add);
      } catch (IOException e) {
        warn(each, "its description cannot be read: " + e.getMessage());
      }
    }
    all.sort(Comparator.comparing(Checkpoint::time).reversed());
    return all;
  }

  private List<Path> directories() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw failure(directory + " cannot be read", e);
    }
  }

  /** Why a checkpoint cannot be used, a clause; empty if it can. */
  private static Optional<String> problem(Checkpoint checkpoint, List<Checkpoint> all) {
    try {
      long size = Checkpoint.sizeOf(checkpoint.directory());
      if (size != checkpoint.description().size()) {
        return Optional.of(
            "its files have " + size + " bytes instead of " + checkpoint.description().size());
      }
    } catch (IOException e) {
      return Optional.of("its files cannot be read: " + e.getMessage());
    }
    for (String id : checkpoint.needs()) {
      Optional<Checkpoint> below = Checkpoint.byId(id, all);
      if (below.isEmpty()) {
        return Optional.of("it continues " + id + ", which is missing");
      }
      Optional<String> problem = problem(below.get(), all);
      if (problem.isPresent()) {
        return Optional.of("it continues " + id + ", which is damaged: " + problem.get());
      }
    }
    return Optional.empty();
  }

  private void warn(Path damaged, String problem) {
    if (warned.add(damaged + problem)) {
      warnings.accept("the checkpoint " + damaged + " is not used: " + problem);
    }
  }

  /** Locks a checkpoint and all below it; false if another process deletes one of them. */
  private boolean hold(Checkpoint checkpoint, List<Checkpoint> all) {
    return locks.hold(checkpoint.id())
        && Files.exists(checkpoint.directory().resolve(Checkpoint.DESCRIPTION))
        && checkpoint.needs().stream()
            .allMatch(id -> Checkpoint.byId(id, all).filter(below -> hold(below, all)).isPresent());
  }

  /**
   * Keeps a machine. Afterwards, older checkpoints of the same recipe and stage are deleted unless
   * others need them.
   *
   * @throws BuildException HOST when it cannot be kept
   */
  public Checkpoint save(String recipe, Machine machine, Instant now) {
    try {
      Path own = newDirectory(recipe + "-" + machine.key().stage() + "-" + TIME.format(now));
      Checkpoint saved = new Checkpoint(own, fill(own, recipe, machine, now));
      prune(recipe);
      return saved;
    } catch (IOException e) {
      throw failure("the disk cannot be kept in " + directory, e);
    }
  }

  private Description fill(Path own, String recipe, Machine machine, Instant now)
      throws IOException {
    boolean complete = false;
    try {
      if (Files.isDirectory(machine.state())) {
        Directories.copyTree(machine.state(), own.resolve(Checkpoint.STATE));
      }
      CompleteFile.writePrivate(
          own.resolve(Checkpoint.PASSWORD),
          part -> Files.writeString(part, machine.password().reveal()));
      Durability.ensureTree(own);
      DiskHandle disk = hypervisor.keepDisk(machine.disk(), own);
      Description description =
          new Description(
              recipe,
              machine.key(),
              machine.after().map(Checkpoint::id),
              machine.base().map(Checkpoint::id),
              now,
              hypervisor.kind(),
              disk,
              Checkpoint.sizeOf(own),
              machine.reports());
      describe(own, description);
      complete = true;
      return description;
    } finally {
      if (!complete) {
        Directories.deleteTree(own);
      }
    }
  }

  /** Claims the making of a checkpoint with this key, or returns empty if another build has. */
  Optional<LockFile> tryClaim(CheckpointKey key) {
    Path file = directory.resolve("claim-" + key.digest().brief() + ".lock");
    try {
      BuildDirectories.makePrivate(directory);
      return LockFile.tryAcquire(file);
    } catch (IOException e) {
      throw failure(file + " cannot be locked", e);
    }
  }

  private Path newDirectory(String name) throws IOException {
    BuildDirectories.makePrivate(directory);
    for (int number = 1; ; number++) {
      String id = number == 1 ? name : name + "-" + number;
      if (!Files.exists(directory.resolve(id)) && locks.hold(id)) {
        try {
          return BuildDirectories.makePrivate(Files.createDirectory(directory.resolve(id)));
        } catch (FileAlreadyExistsException e) {
          // Of another build, at the same millisecond.
        }
      }
    }
  }

  /** From here on the checkpoint is complete. */
  private void describe(Path own, Description description) throws IOException {
    CompleteFile.writePrivate(
        own.resolve(Checkpoint.DESCRIPTION),
        part -> Files.writeString(part, JsonRecords.MAPPER.writeValueAsString(description)));
    // The file and its name are on the disk by now, but not yet that of its directory.
    Durability.ensure(directory);
  }

  /** Deletes the checkpoints of a recipe that newer ones replace. */
  private void prune(String recipe) {
    deleteIncomplete();
    boolean deleted;
    do {
      deleted = false;
      List<Checkpoint> all = all();
      Set<String> newer = new HashSet<>();
      for (Checkpoint each : all) {
        if (each.description().recipe().equals(recipe) && !newer.add(each.stage())) {
          deleted |= delete(each);
        }
      }
    } while (deleted);
  }

  /** Deletes what builds left that were killed while they kept a disk. */
  public void deleteIncomplete() {
    for (Path each : directories()) {
      // One that cannot be read may be of a newer version: casement clean deletes it.
      if (!Files.exists(each.resolve(Checkpoint.DESCRIPTION))) {
        deleteUnreadable(each);
      }
    }
  }

  /** Whether a process uses a checkpoint, or one that needs it. */
  public boolean isHeld(Checkpoint checkpoint) {
    return locks.isHeld(checkpoint.id());
  }

  /** Notes that everything that is held here has been used now. */
  public void rememberUse() {
    locks.held().forEach(id -> Checkpoint.rememberUse(directory.resolve(id)));
  }

  /**
   * Directories that no build can continue from, and that no process holds: without a description,
   * or with one that cannot be read.
   */
  public List<Path> unreadable() {
    return directories().stream()
        .filter(
            each ->
                !Checkpoint.isReadable(each) && !locks.isHeld(String.valueOf(each.getFileName())))
        .toList();
  }

  /**
   * Deletes one of {@link #unreadable()} unless a process holds it by now.
   *
   * @return whether it was deleted
   * @throws BuildException HOST when it cannot be deleted
   */
  public boolean deleteUnreadable(Path each) {
    String id = String.valueOf(each.getFileName());
    try (LockFile lock = locks.tryExclude(id).orElse(null)) {
      if (lock == null || Checkpoint.isReadable(each)) {
        return false;
      }
      Directories.deleteTree(each);
      Files.deleteIfExists(locks.of(id));
      return true;
    } catch (IOException e) {
      throw failure(each + " cannot be deleted", e);
    }
  }

  /**
   * Deletes a checkpoint unless it is in use.
   *
   * @return whether it was deleted
   * @throws BuildException HOST when it cannot be deleted
   */
  public boolean delete(Checkpoint checkpoint) {
    boolean needed = all().stream().anyMatch(other -> other.needs().contains(checkpoint.id()));
    Optional<Hypervisor> owner =
        Stream.concat(Stream.of(hypervisor), others.stream())
            .filter(each -> each.owns(checkpoint.disk()))
            .findFirst();
    if (needed || owner.isEmpty()) {
      return false;
    }
    try {
      Optional<LockFile> lock = locks.tryExclude(checkpoint.id());
      if (lock.isEmpty()) {
        return false;
      }
      try (LockFile _ = lock.get()) {
        // Without its description it is no checkpoint any more, however far this gets.
        Files.deleteIfExists(checkpoint.directory().resolve(Checkpoint.DESCRIPTION));
        owner.get().deleteDisk(checkpoint.disk());
        Directories.deleteTree(checkpoint.directory());
      }
      Files.deleteIfExists(locks.of(checkpoint.id()));
      return true;
    } catch (IOException e) {
      throw failure(checkpoint.directory() + " cannot be deleted", e);
    }
  }

  static BuildException failure(String what, IOException e) {
    return new BuildException(
        Failure.HOST, what + ": " + e, "check the permissions and free space of --work-dir", e);
  }

  /** Lets other processes delete what this one has used. */
  @Override
  public void close() {
    locks.close();
  }
}
