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
 * A file on its way: read once from front to back in small pieces, counted meanwhile.
 *
 * <p>Of one use: a second try takes another one. Closed, it gives no more data.
 */
public final class ImageData implements AutoCloseable {
  /** The JDK's own pieces of a stream are of 16 KiB, and each costs a turn of its threads. */
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
        // It was only read.
      }
    }
  }

  /** The file piece by piece, counted as it is asked for. */
  private final class Pieces implements Iterator<byte[]> {
    private final InputStream in;
    private byte[] next = {};
    private boolean ended;

    Pieces(InputStream in) {
      this.in = in;
    }

    @Override
    public boolean hasNext() {
      // Asked again after the end, too: the JDK's publisher does so when it is told of more room.
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
