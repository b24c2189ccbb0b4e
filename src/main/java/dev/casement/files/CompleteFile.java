package dev.casement.files;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes files that get their final name only once they are complete, on the disk too: after a
 * power failure, a file of that name is the old one or the new one, whole. When a method returns,
 * it is the new one.
 */
public final class CompleteFile {
  private CompleteFile() {}

  /** The name a file has while it is being written, beside its final one. */
  public static Path partOf(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".part");
  }

  /** Deletes what killed writers of a file left of it; nobody may be writing it. */
  public static void deleteParts(Path target) throws IOException {
    String prefix = "." + target.getFileName() + ".";
    try (Stream<Path> siblings = Files.list(target.toAbsolutePath().resolveSibling(""))) {
      for (Path each : siblings.toList()) {
        String name = String.valueOf(each.getFileName());
        if (name.startsWith(prefix) && name.endsWith(".part")) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** Gives a finished file its name, replacing an existing file. */
  public static void publish(Path part, Path target) throws IOException {
    publish(part, target, CompleteFile::replace, Sync.TO_DISK);
  }

  /** The new name must not reach the disk before the content does; see fsync(2) and rename(2). */
  static void publish(Path part, Path target, Naming naming, Sync sync) throws IOException {
    sync.file(part);
    naming.give(part, target);
    sync.directory(target.toAbsolutePath().resolveSibling(""));
  }

  private static void replace(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Writes a text in UTF-8, replacing an existing file. */
  public static void write(Path target, String text) throws IOException {
    write(target, part -> Files.writeString(part, text));
  }

  /**
   * Writes a file, replacing an existing one; an incomplete file is deleted.
   *
   * @param <E> what the body throws in addition to IOException
   */
  public static <E extends Exception> void write(Path target, Body<E> body) throws IOException, E {
    write(target, body, CompleteFile::publish);
  }

  /**
   * As {@link #write(Path, Body)}, but does not wait for the disk: for files that nothing relies on
   * after a power failure, such as screenshots.
   */
  public static <E extends Exception> void writePassing(Path target, Body<E> body)
      throws IOException, E {
    write(target, body, CompleteFile::replace);
  }

  /**
   * Writes a text in UTF-8 to a new file, never replacing an existing one.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the file exists
   */
  public static void writeNew(Path target, String text) throws IOException {
    write(
        target,
        part -> Files.writeString(part, text),
        (part, name) -> publish(part, name, (from, to) -> Files.move(from, to), Sync.TO_DISK));
  }

  /**
   * As {@link #write(Path, Body)}, but only the owner may read the file, where the host supports
   * permissions.
   */
  public static <E extends Exception> void writePrivate(Path target, Body<E> body)
      throws IOException, E {
    Path directory = target.toAbsolutePath().getParent();
    Path part = Files.createTempFile(directory, "." + target.getFileName() + ".", ".part");
    write(part, target, body, CompleteFile::publish);
  }

  private static <E extends Exception> void write(Path target, Body<E> body, Naming naming)
      throws IOException, E {
    // Another build may write the same file at the same time.
    String name = "." + target.getFileName() + "." + UUID.randomUUID() + ".part";
    write(target.resolveSibling(name), target, body, naming);
  }

  private static <E extends Exception> void write(
      Path part, Path target, Body<E> body, Naming naming) throws IOException, E {
    try {
      body.writeTo(part);
      naming.give(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Writes the whole content to a file. */
  @FunctionalInterface
  public interface Body<E extends Exception> {
    void writeTo(Path part) throws IOException, E;
  }

  /** Gives a finished file its name. */
  @FunctionalInterface
  interface Naming {
    void give(Path part, Path name) throws IOException;
  }

  /** Waits until something is on the disk. */
  interface Sync {
    Sync TO_DISK =
        new Sync() {
          @Override
          public void file(Path file) throws IOException {
            Durability.ensure(file);
          }

          @Override
          public void directory(Path directory) {
            try {
              Durability.ensure(directory);
            } catch (IOException e) {
              // Not every system can do that, and an interrupted thread does not wait; the file is
              // whole in any case.
            }
          }
        };

    void file(Path file) throws IOException;

    void directory(Path directory);
  }
}
