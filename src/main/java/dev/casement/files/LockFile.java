package dev.casement.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that one thread of one process of this host holds at a time. The lock is the operating
 * system's, so it ends with the process however that ends.
 *
 * <p>The file itself stays: who had opened it before it was deleted would hold a lock that nobody
 * else sees.
 */
public final class LockFile implements AutoCloseable {
  /**
   * What this process holds. Not left to the operating system: closing any channel of a file gives
   * up all that the process has locked of it (POSIX, fcntl).
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private LockFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock, or gives nothing when it is held elsewhere; creates the file when needed. */
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
