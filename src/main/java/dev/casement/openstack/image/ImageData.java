package dev.casement.openstack.image;

import dev.casement.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file to upload, read once from start to end in small pieces, with a count of the bytes read.
 *
 * <p>For a single use: each try needs its own. After {@link #close} it supplies no more data.
 */
public final class ImageData implements AutoCloseable {
  /** The JDK's own stream pieces are 16 KiB, and each costs a thread switch. */
  private static final int PIECE = 256 << 10;

  private final Path file;
  private final long size;
  private final AtomicLong sent = new AtomicLong();
  private final Queue<InputStream> open = new ConcurrentLinkedQueue<>();

  public ImageData(Path file, long size) {
    this.file = file;
    this.size = size;
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
  Iterator<byte[]> pieces() {
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
        return piece;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
