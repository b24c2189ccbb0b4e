package dev.casement.standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One at a time, across threads and processes: two test runs may share a checkout. */
final class Locked {
  private Locked() {}

  static void run(Path lock, Runnable work) {
    // A file lock is the whole process's.
    synchronized (Locked.class) {
      try {
        Files.createDirectories(lock.getParent());
        // Closing the channel gives the lock back.
        try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          channel.lock();
          work.run();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
