package dev.casement.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A lock on a file that one thread of one process on this host holds at a time, or several
 * processes share. The operating system releases it when the process ends, however it ends.
 *
 * <p>The file is not deleted: a process that had it open would hold a lock that no other process
 * sees.
 */
public final class LockFile implements AutoCloseable {
  /**
   * The files this process has locked; also the monitor for them. Checked before opening a file:
   * closing any of its descriptors releases all locks of the process on it (POSIX, fcntl).
   */
  private static final Map<Path, Held> HELD = new HashMap<>();

  private static final Duration LOOK = Duration.ofMillis(20);

  private final Path file;
  private boolean closed;

  private LockFile(Path file) {
    this.file = file;
  }

  /** A lock of this process, and how many of its builds hold it. */
  private record Held(FileChannel channel, boolean shared, int holders) {
    Held with(int other) {
      return new Held(channel, shared, other);
    }
  }

  /** Takes the lock, or returns empty if it is already held; creates the file if needed. */
  public static Optional<LockFile> tryAcquire(Path file) throws IOException {
    return tryLock(file, false);
  }

  /**
   * Takes a lock that others can share, which keeps {@link #tryAcquire} from taking it; empty if it
   * is already held by somebody who does not share it.
   */
  public static Optional<LockFile> tryShare(Path file) throws IOException {
    return tryLock(file, true);
  }

  /** As {@link #tryAcquire(Path)}, but waits for a while for who holds it to release it. */
  public static Optional<LockFile> tryAcquire(Path file, Duration patience) throws IOException {
    return tryLock(file, false, patience);
  }

  /** As {@link #tryShare(Path)}, but waits for a while for who does not share it to release it. */
  public static Optional<LockFile> tryShare(Path file, Duration patience) throws IOException {
    return tryLock(file, true, patience);
  }

  private static Optional<LockFile> tryLock(Path file, boolean shared, Duration patience)
      throws IOException {
    Optional<LockFile> lock = tryLock(file, shared);
    for (Duration left = patience; lock.isEmpty() && left.isPositive(); left = left.minus(LOOK)) {
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return lock;
      }
      lock = tryLock(file, shared);
    }
    return lock;
  }

  private static Optional<LockFile> tryLock(Path file, boolean shared) throws IOException {
    Path key = file.toAbsolutePath().normalize();
    synchronized (HELD) {
      Held held = HELD.get(key);
      if (held == null) {
        Optional<FileChannel> locked = lock(key, shared);
        locked.ifPresent(channel -> HELD.put(key, new Held(channel, shared, 1)));
        return locked.map(_ -> new LockFile(key));
      }
      if (!shared || !held.shared()) {
        return Optional.empty();
      }
      HELD.put(key, held.with(held.holders() + 1));
      return Optional.of(new LockFile(key));
    }
  }

  private static Optional<FileChannel> lock(Path file, boolean shared) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock(0, Long.MAX_VALUE, shared) != null;
      return locked ? Optional.of(channel) : Optional.empty();
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      Held held = HELD.get(file);
      if (closed || held == null) {
        return;
      }
      closed = true;
      if (held.holders() > 1) {
        HELD.put(file, held.with(held.holders() - 1));
      } else {
        HELD.remove(file);
        held.channel().close();
      }
    }
  }
}
