package dev.casement.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock on a file that one thread of one process on this host holds at a time, or several
 * processes share. The operating system releases it when the process ends, however it ends.
 *
 * <p>The file is not deleted: a process that had it open would hold a lock that no other process
 * sees.
 */
public final class LockFile implements AutoCloseable {
  /**
   * The files this process has locked. Checked before opening a file: closing any of its
   * descriptors releases all locks of the process on it (POSIX, fcntl).
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private LockFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock, or returns empty if it is already held; creates the file if needed. */
  public static Optional<LockFile> tryAcquire(Path file) throws IOException {
    return tryLock(file, false);
  }

  /**
   * Takes a lock that other processes can share, which keeps {@link #tryAcquire} from taking it;
   * empty if it is already held, by this process even if only shared.
   */
  public static Optional<LockFile> tryShare(Path file) throws IOException {
    return tryLock(file, true);
  }

  private static Optional<LockFile> tryLock(Path file, boolean shared) throws IOException {
    Path key = file.toAbsolutePath().normalize();
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    Optional<LockFile> lock = Optional.empty();
    try {
      FileChannel channel =
          FileChannel.open(
              key, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        lock =
            Optional.ofNullable(channel.tryLock(0, Long.MAX_VALUE, shared))
                .map(held -> new LockFile(key, channel));
      } finally {
        if (lock.isEmpty()) {
          channel.close();
        }
      }
      return lock;
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(key);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
