package dev.casement.files;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that have their name only when they are complete. */
public final class CompleteFile {
  private CompleteFile() {}

  /** The name a file has while it is being written, beside its final one. */
  public static Path partOf(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".part");
  }

  /** Gives a finished file its name, replacing what was there. */
  public static void publish(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  public static void write(Path target, String text) throws IOException {
    write(target, text, CompleteFile::publish);
  }

  /**
   * Writes a file of the user's, never in place of one that is there.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is one
   */
  public static void writeNew(Path target, String text) throws IOException {
    write(target, text, (part, name) -> Files.move(part, name));
  }

  private static void write(Path target, String text, Naming naming) throws IOException {
    // Another build may write it at the same time. Not createTempFile: only its owner may read
    // that.
    Path part =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.writeString(part, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      naming.give(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Gives a finished file its name. */
  @FunctionalInterface
  private interface Naming {
    void give(Path part, Path name) throws IOException;
  }
}
