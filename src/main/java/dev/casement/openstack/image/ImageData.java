package dev.casement.openstack.image;

import dev.casement.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file to upload, read once from start to end in small pieces, with a count of the bytes read;
 * some of its bytes may be replaced by others.
 *
 * <p>For a single use: each try needs its own. After {@link #close} it supplies no more data.
 */
public final class ImageData implements AutoCloseable {
  /** The JDK's own stream pieces are 16 KiB, and each costs a thread switch. */
  private static final int PIECE = 256 << 10;

  private final Path file;
  private final long size;
  private final List<Replacement> replacements;
  private final AtomicLong sent = new AtomicLong();
  private final Queue<InputStream> open = new ConcurrentLinkedQueue<>();

  /**
   * Bytes that take the place of the file's.
   *
   * @param offset in the file
   * @param content at least one byte, within the file
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Replacement(long offset, byte[] content) {
    /** Puts its part of a piece of the file there. */
    void into(byte[] piece, long position) {
      long from = Math.max(offset, position);
      long to = Math.min(offset + content.length, position + piece.length);
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

  public Request.Body.Data body() {
    return new Request.Body.Data(this::pieces, size);
  }

  public long sent() {
    return sent.get();
  }

  public boolean isSent() {
    return sent.get() >= size;
  }

  /** The data, piece by piece. */
  public Iterator<byte[]> pieces() {
    try {
      InputStream in = Files.newInputStream(file);
      open.add(in);
      return new Pieces(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (InputStream in : open) {
      try {
        in.close();
      } catch (IOException e) {
        // The file was only read.
      }
    }
  }

  /** Reads the file piece by piece, and counts what has been read. */
  private final class Pieces implements Iterator<byte[]> {
    private final InputStream in;
    private byte[] next = {};
    private long position;
    private boolean ended;

    Pieces(InputStream in) {
      this.in = in;
    }

    @Override
    public boolean hasNext() {
      // The JDK's publisher may ask again after the end, when demand increases.
      if (next.length == 0 && !ended) {
        next = read();
      }
      return next.length > 0;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      byte[] piece = next;
      next = new byte[0];
      sent.addAndGet(piece.length);
      return piece;
    }

    private byte[] read() {
      try {
        byte[] piece = in.readNBytes(PIECE);
        ended = piece.length == 0;
        for (Replacement replacement : replacements) {
          replacement.into(piece, position);
        }
        position += piece.length;
        return piece;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
