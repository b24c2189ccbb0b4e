package dev.casement.pipeline.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * The size and the times of a file, or of everything in a directory. Links are not followed, and
 * what disappears or cannot be read meanwhile is left out.
 *
 * @param changed when any of it was last written to
 * @param read when any of it was last read, as far as the file system records that; not before
 *     {@code changed}
 */
record Size(long bytes, Instant changed, Instant read) {
  static Size of(Path path) throws IOException {
    Sum sum = new Sum();
    Files.walkFileTree(path, sum);
    return new Size(sum.bytes, sum.changed, sum.read);
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private long bytes;
    private Instant changed = Instant.EPOCH;
    private Instant read = Instant.EPOCH;

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      changed = later(changed, attributes.lastModifiedTime().toInstant());
      // Looking into a directory is not a use of it.
      read = later(read, changed);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      changed = later(changed, attributes.lastModifiedTime().toInstant());
      read = later(later(read, changed), attributes.lastAccessTime().toInstant());
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    private static Instant later(Instant one, Instant other) {
      return one.isAfter(other) ? one : other;
    }
  }
}
