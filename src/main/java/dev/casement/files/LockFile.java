package dev.casement.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock on a file that one thread of one process on this host holds at a time. The operating
 * system releases it when the process ends, however it ends.
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
    Path key = file.toAbsolutePath().normalize();
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    Optional<LockFile> lock = Optional.empty();
    try {
      FileChannel channel =
          FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock = Optional.ofNullable(channel.tryLock()).map(held -> new LockFile(key, channel));
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
