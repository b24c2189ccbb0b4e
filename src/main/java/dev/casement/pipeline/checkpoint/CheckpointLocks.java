package dev.casement.pipeline.checkpoint;

import dev.casement.files.LockFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The locks of checkpoints: shared by those who use one, and exclusive for who deletes it. The
 * operating system releases those of a process that is killed.
 */
final class CheckpointLocks implements AutoCloseable {
  /** Longer than {@link #isHeld} takes; who deletes a checkpoint may take longer. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Path directory;
  private final Map<String, LockFile> held = new HashMap<>();

  /**
   * @param directory where the checkpoints are
   */
  CheckpointLocks(Path directory) {
    this.directory = directory;
  }

  /** Holds a checkpoint until this is closed; false if a process deletes it. */
  boolean hold(String id) {
    if (held.containsKey(id)) {
      return true;
    }
    try {
      Optional<LockFile> lock = LockFile.tryShare(of(id), PATIENCE);
      lock.ifPresent(acquired -> held.put(id, acquired));
      return lock.isPresent();
    } catch (IOException e) {
      throw Checkpoints.failure(of(id) + " cannot be locked", e);
    }
  }

  /** Whether a process uses a checkpoint, or one that needs it. */
  boolean isHeld(String id) {
    try (LockFile lock = tryExclude(id).orElse(null)) {
      return lock == null;
    } catch (IOException e) {
      throw Checkpoints.failure(of(id) + " cannot be locked", e);
    }
  }

  /** The right to delete a checkpoint; empty if a process holds it. */
  Optional<LockFile> tryExclude(String id) throws IOException {
    return LockFile.tryAcquire(of(id));
  }

  /** The file of a lock. */
  Path of(String id) {
    return directory.resolve(id + ".lock");
  }

  /** What is held here. */
  Set<String> held() {
    return Set.copyOf(held.keySet());
  }

  /** Lets other processes delete what was held. */
  @Override
  public void close() {
    held.values()
        .removeIf(
            lock -> {
              try {
                lock.close();
              } catch (IOException e) {
                // The lock is released when this process ends.
              }
              return true;
            });
  }
}
