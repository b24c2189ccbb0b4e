package dev.casement.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A log of limited size, so that a guest cannot fill the host's disk: a file that has reached its
 * limit is renamed to {@code NAME.1}, replacing an older one, and a new one is started.
 *
 * <p>Write errors are ignored: a build does not fail because of its log.
 */
public final class RotatingLog implements Closeable {
  private final Path file;
  private final long limit;
  private OutputStream out = OutputStream.nullOutputStream();
  private long size;

  public RotatingLog(Path file, long limit) {
    this.file = file;
    this.limit = limit;
    open();
  }

  /** Renames a log to {@code NAME.1}, replacing an older one. */
  public static void rotate(Path file) throws IOException {
    Files.move(
        file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
  }

  public synchronized void append(byte[] bytes, int offset, int length) {
    try {
      if (size >= limit) {
        out.close();
        rotate(file);
        open();
      }
      out.write(bytes, offset, length);
      size += length;
    } catch (IOException e) {
      // What follows is kept once the disk has room again.
      reopen();
    }
  }

  private void reopen() {
    try {
      out.close();
    } catch (IOException e) {
      // Nothing is buffered.
    }
    open();
  }

  public void appendLine(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    append(bytes, 0, bytes.length);
  }

  private void open() {
    try {
      out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      size = Files.size(file);
    } catch (IOException e) {
      out = OutputStream.nullOutputStream();
      size = 0;
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      // Ignored like other write errors.
    }
    out = OutputStream.nullOutputStream();
    // Later output is discarded and must not rotate the file.
    size = Long.MIN_VALUE;
  }
}
