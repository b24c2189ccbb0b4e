package dev.casement.build;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two builds of one name apart. The lock is the operating system's, so it ends with the
 * process however that ends; the file itself is deleted when the lock is closed.
 */
final class BuildLock implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private BuildLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @throws BuildException HOST when another build holds it
   */
  static BuildLock acquire(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() != null) {
          return new BuildLock(file, channel);
        }
      } catch (OverlappingFileLockException e) {
        // Held by another build in this very process: the same answer.
      }
      channel.close();
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, file + " cannot be locked: " + e.getMessage(), "check its permissions", e);
    }
    throw new BuildException(
        Failure.HOST,
        "another build of the same name is running (it holds " + file + ")",
        "wait for it, or give this recipe another name:");
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    channel.close();
  }
}
