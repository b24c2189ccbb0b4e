package dev.casement.files;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes files and names survive a power failure of the host. */
public final class Durability {
  private Durability() {}

  /** Writes a file's content, or the names in a directory, to the device that holds it. */
  public static void ensure(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      ensureNames(path);
      return;
    }
    if (!Files.exists(path)) {
      // Opening it would create it.
      throw new NoSuchFileException(path.toString());
    }
    // Unlike that of a channel, this is not given up when the thread is interrupted. Windows
    // flushes only what is open for writing.
    try (RandomAccessFile open = new RandomAccessFile(path.toFile(), "rw")) {
      open.getFD().sync();
    }
  }

  private static void ensureNames(Path directory) throws IOException {
    if (File.separatorChar == '\\') {
      // Windows has no way to flush a directory; NTFS logs changes of names.
      return;
    }
    try (FileChannel channel = FileChannel.open(directory)) {
      channel.force(true);
    }
  }

  /** Does the same for everything in a directory that this process may write to. */
  public static void ensureTree(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isWritable).toList()) {
        ensure(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
