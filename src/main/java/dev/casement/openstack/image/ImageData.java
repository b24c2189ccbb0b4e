package dev.casement.openstack.image;

import dev.casement.http.LargeBody;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file to upload, read once from start to end in small pieces, with a count of the bytes sent;
 * some of its bytes may be replaced by others.
 *
 * <p>For a single use: each try needs its own. After {@link #close} it supplies no more data.
 */
public final class ImageData implements LargeBody, AutoCloseable {
  private static final int PIECE = 256 << 10;

  private final Path file;
  private final long size;
  private final List<Replacement> replacements;
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean closed;

  /**
   * Bytes that take the place of the file's.
   *
   * @param offset in the file
   * @param content at least one byte, within the file
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Replacement(long offset, byte[] content) {
    /**
     * Puts its part of a piece of the file there.
     *
     * @param length of the piece; what comes after it in the array does not count
     * @param position of the piece in the file
     */
    void into(byte[] piece, int length, long position) {
      long from = Math.max(offset, position);
      long to = Math.min(offset + content.length, position + length);
      if (from < to) {
        System.arraycopy(
            content, (int) (from - offset), piece, (int) (from - position), (int) (to - from));
      }
    }
  }

  public ImageData(Path file, long size) {
    this(file, size, List.of());
  }

  public ImageData(Path file, long size, List<Replacement> replacements) {
    this.file = file;
    this.size = size;
    this.replacements = List.copyOf(replacements);
  }

  @Override
  public long size() {
    return size;
  }

  /** The bytes written so far. */
  public long sent() {
    return sent.get();
  }

  public boolean isSent() {
    return sent.get() >= size;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    byte[] piece = new byte[PIECE];
    try (InputStream in = open()) {
      for (long position = 0; position < size; ) {
        int length = read(in, piece, position);
        for (Replacement replacement : replacements) {
          replacement.into(piece, length, position);
        }
        out.write(piece, 0, length);
        position += length;
        sent.set(position);
      }
    }
  }

  private InputStream open() {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int read(InputStream in, byte[] piece, long position) {
    if (closed) {
      throw new UncheckedIOException(new IOException("closed"));
    }
    try {
      int length = in.readNBytes(piece, 0, (int) Math.min(piece.length, size - position));
      if (length == 0) {
        throw new EOFException("it ends after " + position + " of " + size + " bytes");
      }
      return length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
