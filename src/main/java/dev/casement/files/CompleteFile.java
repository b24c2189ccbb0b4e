package dev.casement.files;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes files that get their final name only once they are complete. */
public final class CompleteFile {
  private CompleteFile() {}

  /** The name a file has while it is being written, beside its final one. */
  public static Path partOf(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".part");
  }

  /** Gives a finished file its name, replacing an existing file. */
  public static void publish(Path part, Path target) throws IOException {
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
   * Writes a text in UTF-8 to a new file, never replacing an existing one.
   *
   * @throws java.nio.file.FileAlreadyExistsException when the file exists
   */
  public static void writeNew(Path target, String text) throws IOException {
    write(target, part -> Files.writeString(part, text), (part, name) -> Files.move(part, name));
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
  private interface Naming {
    void give(Path part, Path name) throws IOException;
  }
}
